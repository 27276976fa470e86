using Mesh.Engine.Buffers;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Sockets;

namespace Mesh.Engine.Http2;

/// <summary>
/// Sends the streams' data: in turn, in frames of at most 16 KiB, under the stream's and the connection's window, and only while
/// little is waiting in the connection's output, so that a small stream never waits behind much of a large one.
/// </summary>
/// <remarks>
/// Whenever no call is active, one of these holds: no stream has data that its window allows to send; the connection's window is used up
/// (its WINDOW_UPDATE pumps); the output went above the high watermark (its OnWritable is still to come, and pumps). So no stream is forgotten.
/// </remarks>
internal sealed class DataScheduler
{
    private readonly Connection _connection;
    private readonly FloodGuard _floods;
    private readonly StallWatch _stalls;
    private readonly StreamQueue _ready = new();
    private SendWindow _window = new(65535);

    internal DataScheduler(Connection connection, FloodGuard floods, StallWatch stalls)
    {
        _stalls = stalls;
        _connection = connection;
        _floods = floods;
    }

    private ByteQueue Output => _connection.Output;

    private bool IsOutputFull => Output.Length > Connection.HighWatermark;

    /// <summary>Sends what can be sent at once and leaves the rest to the stream's queue.</summary>
    internal void Send(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        var mayGoAhead = stream.Pending.IsEmpty && _ready.IsEmpty;
        while (mayGoAhead && !data.IsEmpty && !IsOutputFull && SizeOfNext(stream, data.Length) is var count and > 0)
        {
            var isLast = count == data.Length;
            FrameWriter.Data(Output, stream.Id, data[..count], endStream && isLast);
            NoteSent(stream, count, isCut: !isLast && count < FrameHeader.MaxPayload);
            data = data[count..];
            if (isLast && endStream)
            {
                stream.OnEndSent();
                return;
            }
        }
        if (data.IsEmpty && stream.Pending.IsEmpty)
        {
            if (endStream)
                SendEnd(stream);
            return;
        }
        if (stream.Pending.IsEmpty)
            stream.WaitsSince = _connection.Loop.NowMilliseconds;
        stream.Pending.Append(data);
        _stalls.Start();
        Enqueue(stream);
    }

    /// <summary>The stream's window or its data changed.</summary>
    internal void Enqueue(Http2Stream stream)
    {
        if (stream.Window.Available > 0 && !stream.Pending.IsEmpty)
            _ready.Add(stream);
    }

    /// <summary>The stream is gone.</summary>
    internal void Remove(Http2Stream stream) => _ready.Remove(stream);

    /// <summary>The peer grew the connection's window; false when it exceeds the protocol's limit.</summary>
    internal bool TryGrowWindow(int increment) => _window.TryChange(increment);

    /// <summary>Sends what streams have waiting. Raises OnWritable, so it is never called from inside a call to a stream.</summary>
    internal void Pump()
    {
        while (_ready.First is { } stream && !IsOutputFull && _window.Available > 0)
        {
            _ready.Remove(stream);
            var count = SizeOfNext(stream, stream.Pending.Length);
            var endStream = stream.EndsWithPending && count == stream.Pending.Length;
            FrameWriter.Data(Output, stream.Id, stream.Pending, count, endStream);
            NoteSent(stream, count, isCut: !stream.Pending.IsEmpty && count < FrameHeader.MaxPayload);
            Enqueue(stream);
            if (endStream)
                stream.OnEndSent();
            else
                stream.OnPendingSent();
        }
    }

    private void SendEnd(Http2Stream stream)
    {
        FrameWriter.Data(Output, stream.Id, default, endStream: true);
        _connection.ScheduleFlush();
        stream.OnEndSent();
    }

    private int SizeOfNext(Http2Stream stream, int wanted) =>
        Math.Min(Math.Min(wanted, FrameHeader.MaxPayload), Math.Min(stream.Window.Available, _window.Available));

    private void NoteSent(Http2Stream stream, int count, bool isCut)
    {
        var now = _connection.Loop.NowMilliseconds;
        stream.WaitsSince = now;
        stream.Window.Take(count);
        _window.Take(count);
        _floods.NoteDataSent(count, isCut, now);
        _connection.ScheduleFlush();
    }
}
