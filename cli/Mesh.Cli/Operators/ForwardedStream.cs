using k8s;

namespace Mesh.Cli.Operators;

/// <summary>A port-forward's data as a stream whose calls do not block a thread each, closed together with its web socket.</summary>
internal sealed class ForwardedStream(StreamDemuxer demuxer) : Stream
{
    private const byte Data = 0;

    private readonly Stream _data = demuxer.GetStream((byte?)Data, (byte?)Data);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => _data.Read(buffer, offset, count);

    // The library's stream blocks while it waits; a thread of its own keeps that from starving the pool.
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var copy = new byte[buffer.Length];
        var read = await Task.Factory.StartNew(() => _data.Read(copy, 0, copy.Length), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(cancellationToken);
        copy.AsSpan(0, read).CopyTo(buffer.Span);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count) => _data.Write(buffer, offset, count);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var copy = buffer.ToArray();
        await demuxer.Write(Data, copy, 0, copy.Length, cancellationToken);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            demuxer.Dispose();
        base.Dispose(disposing);
    }
}
