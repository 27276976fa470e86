using System.Buffers.Binary;
using Mesh.Engine.Buffers;

namespace Mesh.Engine.Http2.Frames;

/// <summary>The nine bytes before each frame's payload, RFC 9113 §4.1.</summary>
internal readonly record struct FrameHeader(int Length, FrameType Type, FrameFlags Flags, int StreamId)
{
    /// <summary>Its size in bytes.</summary>
    internal const int Size = 9;

    /// <summary>The largest payload that every peer takes, and the largest taken here.</summary>
    internal const int MaxPayload = 16 * 1024;

    internal bool Has(FrameFlags flag) => (Flags & flag) != 0;

    /// <summary>Reads the header at the front of <paramref name="input"/> without removing it; false when it is not complete.</summary>
    internal static bool TryPeek(ByteQueue input, out FrameHeader header)
    {
        if (input.First.Length >= Size)
        {
            header = Parse(input.First);
            return true;
        }
        Span<byte> copy = stackalloc byte[Size];
        var isComplete = input.Peek(copy) == Size;
        header = isComplete ? Parse(copy) : default;
        return isComplete;
    }

    internal static FrameHeader Parse(ReadOnlySpan<byte> bytes)
    {
        var lengthAndType = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var streamId = BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) & int.MaxValue;
        return new FrameHeader((int)(lengthAndType >> 8), (FrameType)(byte)lengthAndType, (FrameFlags)bytes[4], streamId);
    }

    internal void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, ((uint)Length << 8) | (byte)Type);
        destination[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(destination[5..], StreamId);
    }
}
