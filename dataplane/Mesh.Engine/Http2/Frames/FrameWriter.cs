using System.Buffers.Binary;
using Mesh.Engine.Buffers;

namespace Mesh.Engine.Http2.Frames;

/// <summary>Appends frames to a queue. HEADERS are written by the head's encoder.</summary>
internal static class FrameWriter
{
    /// <summary>What a client sends first, RFC 9113 §3.4.</summary>
    internal static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    internal static void Data(ByteQueue output, int streamId, ReadOnlySpan<byte> data, bool endStream)
    {
        Header(output, new FrameHeader(data.Length, FrameType.Data, endStream ? FrameFlags.EndStream : FrameFlags.None, streamId));
        output.Append(data);
    }

    /// <summary>Moves <paramref name="count"/> bytes from <paramref name="source"/> into a DATA frame.</summary>
    internal static void Data(ByteQueue output, int streamId, ByteQueue source, int count, bool endStream)
    {
        Header(output, new FrameHeader(count, FrameType.Data, endStream ? FrameFlags.EndStream : FrameFlags.None, streamId));
        while (count > 0)
        {
            var part = source.First[..Math.Min(source.First.Length, count)];
            output.Append(part);
            count -= part.Length;
            source.Consume(part.Length);
        }
    }

    internal static void RstStream(ByteQueue output, int streamId, Http2ErrorCode code)
    {
        var payload = Begin(output, FrameType.RstStream, FrameFlags.None, streamId, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(payload, (int)code);
    }

    internal static void Settings(ByteQueue output, ReadOnlySpan<(SettingId Id, int Value)> settings)
    {
        var payload = Begin(output, FrameType.Settings, FrameFlags.None, 0, settings.Length * 6);
        foreach (var (id, value) in settings)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)id);
            BinaryPrimitives.WriteInt32BigEndian(payload[2..], value);
            payload = payload[6..];
        }
    }

    internal static void SettingsAck(ByteQueue output) => Header(output, new FrameHeader(0, FrameType.Settings, FrameFlags.Ack, 0));

    internal static void Ping(ByteQueue output, ulong opaque, bool ack)
    {
        var payload = Begin(output, FrameType.Ping, ack ? FrameFlags.Ack : FrameFlags.None, 0, sizeof(ulong));
        BinaryPrimitives.WriteUInt64BigEndian(payload, opaque);
    }

    internal static void GoAway(ByteQueue output, int lastStreamId, Http2ErrorCode code, ReadOnlySpan<byte> debug)
    {
        var payload = Begin(output, FrameType.GoAway, FrameFlags.None, 0, 8 + debug.Length);
        BinaryPrimitives.WriteInt32BigEndian(payload, lastStreamId);
        BinaryPrimitives.WriteInt32BigEndian(payload[4..], (int)code);
        debug.CopyTo(payload[8..]);
    }

    internal static void WindowUpdate(ByteQueue output, int streamId, int increment)
    {
        var payload = Begin(output, FrameType.WindowUpdate, FrameFlags.None, streamId, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(payload, increment);
    }

    private static void Header(ByteQueue output, FrameHeader header)
    {
        header.Write(output.GetWritable(FrameHeader.Size));
        output.Commit(FrameHeader.Size);
    }

    private static Span<byte> Begin(ByteQueue output, FrameType type, FrameFlags flags, int streamId, int length)
    {
        var frame = output.GetWritable(FrameHeader.Size + length)[..(FrameHeader.Size + length)];
        new FrameHeader(length, type, flags, streamId).Write(frame);
        output.Commit(frame.Length);
        return frame[FrameHeader.Size..];
    }
}
