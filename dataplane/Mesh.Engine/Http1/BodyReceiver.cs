using Mesh.Engine.Http;
using Mesh.Engine.Sockets;

namespace Mesh.Engine.Http1;

/// <summary>Result of <see cref="BodyReceiver.Step"/>.</summary>
internal enum BodyStep
{
    /// <summary>Something was done; call again.</summary>
    Progress,

    /// <summary>More bytes are needed.</summary>
    NeedInput,

    /// <summary>The window is used up, or the body has ended.</summary>
    Blocked,

    /// <summary>The body is malformed: <see cref="BodyReceiver.Error"/>.</summary>
    Failed,
}

/// <summary>Takes a message's body and trailers from a connection's input to the stream's handler, inside a window.</summary>
internal sealed class BodyReceiver
{
    private readonly Http1Options _options;
    private BodyDecoder _decoder;
    private HeadReader _trailerReader;
    private HeaderBlock? _trailers;
    private int _unconsumed;
    private bool _blocked;

    internal BodyReceiver(Http1Options options) => _options = options;

    /// <summary>How the body is delimited.</summary>
    internal BodyKind Kind => _decoder.Kind;

    /// <summary>Whether the receiving direction is at its end.</summary>
    internal bool Ended { get; private set; } = true;

    /// <summary>Whether the trailer section is being received.</summary>
    internal bool InTrailers { get; private set; }

    /// <summary>Whether any content came.</summary>
    internal bool Started { get; private set; }

    /// <summary>Bytes that nobody wanted.</summary>
    internal long Dropped { get; private set; }

    /// <summary>Bytes of content still to come; -1 when not known.</summary>
    internal long Remaining => _decoder.Remaining;

    /// <summary>What is wrong with the body.</summary>
    internal MessageError Error { get; private set; }

    /// <summary>Prepares for the body that a head announced.</summary>
    internal void Begin(in MessageFraming framing)
    {
        _decoder = new BodyDecoder(in framing);
        Ended = framing.Kind == BodyKind.None;
        InTrailers = Started = _blocked = false;
        Error = MessageError.None;
        Dropped = _unconsumed = 0;
    }

    /// <summary>Ends the direction: the connection's end is the body's, or there is no body after all.</summary>
    internal void End() => Ended = true;

    /// <summary>Gives memory back.</summary>
    internal void Release() => _trailers?.Dispose();

    /// <summary>Takes note of consumed bytes; true when reception was waiting for it.</summary>
    internal bool Consumed(int count)
    {
        _unconsumed = Math.Max(0, _unconsumed - count);
        if (!_blocked || _unconsumed > _options.BodyWindow / 2)
            return false;
        _blocked = false;
        return true;
    }

    /// <summary>Hands on the next run of bytes.</summary>
    internal BodyStep Step(Connection connection, Http1Stream stream)
    {
        if (Ended)
            return BodyStep.Blocked;
        if (InTrailers)
            return StepTrailers(connection, stream);
        var room = stream.IsLive ? _options.BodyWindow - _unconsumed : int.MaxValue;
        _blocked = room <= 0 || _blocked;
        if (_blocked && stream.IsLive)
            return BodyStep.Blocked;
        var run = connection.Input.First;
        return run.IsEmpty ? BodyStep.NeedInput : StepContent(run[..Math.Min(run.Length, room)], connection, stream);
    }

    private BodyStep StepContent(ReadOnlySpan<byte> run, Connection connection, Http1Stream stream)
    {
        Error = _decoder.Decode(run, out var consumed, out var data);
        if (Error != MessageError.None)
            return BodyStep.Failed;
        Started = true;
        if (_decoder.ContentEnded)
        {
            InTrailers = Kind == BodyKind.Chunked;
            Ended = !InTrailers;
            _trailerReader = new HeadReader(trailers: true);
        }
        if (stream.IsLive)
            _unconsumed += data.Length;
        else
            Dropped += data.Length;
        if (!data.IsEmpty || Ended)
            stream.Deliver(data, Ended);
        // The handler may have had the connection closed, which empties the queue.
        if (!connection.IsClosed)
            connection.Input.Consume(consumed);
        return BodyStep.Progress;
    }

    private BodyStep StepTrailers(Connection connection, Http1Stream stream)
    {
        // A trailer section has no start line with a limit of its own.
        var limits = _options.Limits with { StartLineBytes = int.MaxValue - 1 };
        if (!_trailerReader.TryRead(connection.Input, in limits, out var section, out var error))
        {
            Error = error;
            return error == MessageError.None ? BodyStep.NeedInput : BodyStep.Failed;
        }
        _trailers ??= new HeaderBlock();
        _trailers.Clear();
        Error = TrailerFields.Parse(section, _options.MaxFields, _trailers);
        if (Error != MessageError.None)
            return BodyStep.Failed;
        connection.Input.Consume(section.Length);
        InTrailers = false;
        Ended = true;
        stream.DeliverTrailers(_trailers);
        return BodyStep.Progress;
    }
}
