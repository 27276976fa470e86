using Mesh.Engine.Sockets;

namespace Mesh.Engine.Tests.TestDoubles;

/// <summary>Sends a pattern from one side to the other, respecting the watermarks, and checks what arrives.</summary>
internal sealed class Pump
{
    private const int LargestPiece = 70_000;

    private readonly RecordingHandler _from;
    private readonly Pattern _pattern;
    private readonly Random _sizes;
    private readonly long _size;
    private long _sent;

    public Pump(RecordingHandler from, RecordingHandler to, long size, int seed)
    {
        _from = from;
        _size = size;
        _sizes = new Random(seed);
        _pattern = new Pattern(seed);
        from.Writable = Fill;
        to.Data = Take;
    }

    public long Received { get; private set; }

    public bool IsDone => Received == _size;

    public void Start() => Fill(_from.Connection!);

    private void Fill(Connection connection)
    {
        while (_sent < _size && connection.Output.Length <= Connection.HighWatermark)
        {
            var piece = (int)Math.Min(_size - _sent, _sizes.Next(1, LargestPiece));
            connection.Output.Append(_pattern.At(_sent, piece));
            _sent += piece;
        }
        connection.ScheduleFlush();
    }

    private void Take(Connection connection)
    {
        while (!connection.Input.IsEmpty)
        {
            var part = connection.Input.First;
            if (!part.SequenceEqual(_pattern.At(Received, part.Length)))
                Assert.Fail($"wrong bytes between {Received} and {Received + part.Length}");
            Received += part.Length;
            connection.Input.Consume(part.Length);
        }
    }
}
