using System.Buffers.Binary;

namespace Mesh.Bench.Load.Grpc;

/// <summary>A frame's head (RFC 9113 section 4.1).</summary>
internal readonly record struct FrameHead(int Length, byte Type, byte Flags, int Stream)
{
    public const int Size = 9;

    public const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8;

    public const byte EndStream = 1, Acknowledgement = 1, EndHeaders = 4;

    public static FrameHead Read(ReadOnlySpan<byte> from) =>
        new(BinaryPrimitives.ReadInt32BigEndian(from) >>> 8, from[3], from[4], BinaryPrimitives.ReadInt32BigEndian(from[5..]) & int.MaxValue);

    public bool Has(byte flag) => (Flags & flag) != 0;
}

/// <summary>Frames to be sent, of at most 64 KiB together.</summary>
internal sealed class FrameWriter
{
    private readonly byte[] _bytes = new byte[64 * 1024];
    private int _filled;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _filled);

    public bool HasRoom => _filled < _bytes.Length / 2;

    public void Clear() => _filled = 0;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_filled));
        _filled += bytes.Length;
    }

    public void Add(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var head = _bytes.AsSpan(_filled, FrameHead.Size);
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length << 8);
        (head[3], head[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(head[5..], stream);
        _filled += FrameHead.Size;
        Add(payload);
    }

    public void AddWindowUpdate(int stream, int increment)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, increment);
        Add(FrameHead.WindowUpdate, 0, stream, payload);
    }
}
