using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <content>The sending direction.</content>
internal sealed partial class Http2Stream
{
    private HeaderBlock? _pendingTrailers;
    private bool _trailersPending;
    private bool _wantsWritable;

    /// <inheritdoc/>
    public override int SendCapacity => _connection.Options.StreamSendBuffer - Pending.Length;

    /// <inheritdoc/>
    public override bool CanSend => IsLive && Sending < StreamPhase.Ending;

    /// <summary>Data that waits for its turn or for the peer's credit.</summary>
    internal ByteQueue Pending { get; }

    /// <summary>When <see cref="Pending"/> began to wait, or when the peer took something of it last; milliseconds of the loop.</summary>
    internal long WaitsSince { get; set; }

    /// <summary>What the peer lets this stream send; changed in place.</summary>
    internal ref SendWindow Window => ref _sendWindow;

    /// <summary>Whether the last of <see cref="Pending"/> carries END_STREAM.</summary>
    internal bool EndsWithPending => Sending == StreamPhase.Ending && !_trailersPending;

    private SendWindow _sendWindow;

    /// <inheritdoc/>
    public override void SendHeaders(HeaderBlock head, bool endStream)
    {
        if (!CanSend)
            return;
        if (Sending != StreamPhase.Head)
            throw new InvalidOperationException("The head was sent already.");
        if (_connection.SendHead(this, head, endStream))
            Sending = StreamPhase.Body;
        if (endStream)
            OnEndSent();
    }

    /// <inheritdoc/>
    public override void SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (!CanSend)
            return;
        RequireHead();
        if (data.IsEmpty && !endStream)
            return;
        if (endStream)
            Sending = StreamPhase.Ending;
        _connection.Scheduler.Send(this, data, endStream);
        _wantsWritable = SendCapacity <= 0;
        Settle();
    }

    /// <inheritdoc/>
    public override void SendTrailers(HeaderBlock trailers)
    {
        if (!CanSend)
            return;
        RequireHead();
        Sending = StreamPhase.Ending;
        if (Pending.IsEmpty)
        {
            _connection.SendTrailers(this, trailers);
            OnEndSent();
            return;
        }
        _pendingTrailers ??= new HeaderBlock();
        _pendingTrailers.CopyFrom(trailers);
        _trailersPending = true;
        Settle();
    }

    /// <summary>A frame of <see cref="Pending"/> was sent. Raises OnWritable.</summary>
    internal void OnPendingSent()
    {
        if (_trailersPending && Pending.IsEmpty)
        {
            _trailersPending = false;
            _connection.SendTrailers(this, _pendingTrailers!);
            OnEndSent();
        }
        // Not before half is free: else each frame sent would be one call.
        else if (_wantsWritable && IsLive && SendCapacity >= _connection.Options.StreamSendBuffer / 2)
        {
            _wantsWritable = false;
            _calls++;
            Handler!.OnWritable(this);
            _calls--;
            AfterCall();
        }
    }

    /// <summary>END_STREAM was sent.</summary>
    internal void OnEndSent()
    {
        Sending = StreamPhase.Ended;
        if (_stopsReceiving && Receiving != StreamPhase.Ended)
            _connection.Reset(this, Http2ErrorCode.NoError);
        else
            Settle();
    }

    private void BeginSending()
    {
        Sending = StreamPhase.Head;
        _trailersPending = _wantsWritable = false;
    }

    private void RequireHead()
    {
        if (Sending == StreamPhase.Head)
            throw new InvalidOperationException("The head must be sent first.");
    }
}
