using System.Buffers.Binary;
using System.Text;
using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Tests.Http2.Peers;

/// <summary>Makes frames by hand. Field blocks are literals without any table.</summary>
internal static class Wire
{
    internal const FrameFlags EndBoth = FrameFlags.EndStream | FrameFlags.EndHeaders;

    internal static byte[] Preface => FrameWriter.Preface.ToArray();

    internal static byte[] Get => Fields(":method GET", ":scheme http", ":authority a", ":path /");

    internal static byte[] Post => Fields(":method POST", ":scheme http", ":authority a", ":path /");

    internal static byte[] Frame(FrameType type, FrameFlags flags, int streamId, params byte[] payload)
    {
        var frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, type, flags, streamId).Write(frame);
        payload.CopyTo(frame, FrameHeader.Size);
        return frame;
    }

    internal static byte[] Headers(int streamId, byte[] block, FrameFlags flags = EndBoth) => Frame(FrameType.Headers, flags, streamId, block);

    internal static byte[] Continuation(int streamId, byte[] block, FrameFlags flags = FrameFlags.EndHeaders) =>
        Frame(FrameType.Continuation, flags, streamId, block);

    internal static byte[] Data(int streamId, string data, bool end = false) => Data(streamId, Encoding.Latin1.GetBytes(data), end);

    internal static byte[] Data(int streamId, byte[] data, bool end = false) =>
        Frame(FrameType.Data, end ? FrameFlags.EndStream : FrameFlags.None, streamId, data);

    internal static byte[] Settings(params (SettingId Id, uint Value)[] settings)
    {
        var payload = new byte[settings.Length * 6];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(i * 6), (ushort)settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((i * 6) + 2), settings[i].Value);
        }
        return Frame(FrameType.Settings, FrameFlags.None, 0, payload);
    }

    internal static byte[] SettingsAck => Frame(FrameType.Settings, FrameFlags.Ack, 0);

    internal static byte[] Ping(ulong opaque, bool ack = false) =>
        Frame(FrameType.Ping, ack ? FrameFlags.Ack : FrameFlags.None, 0, BigEndian((long)opaque));

    internal static byte[] RstStream(int streamId, Http2ErrorCode code) => Frame(FrameType.RstStream, FrameFlags.None, streamId, BigEndian((int)code));

    internal static byte[] WindowUpdate(int streamId, int increment) => Frame(FrameType.WindowUpdate, FrameFlags.None, streamId, BigEndian(increment));

    internal static byte[] GoAway(int lastStreamId, Http2ErrorCode code = Http2ErrorCode.NoError) =>
        Frame(FrameType.GoAway, FrameFlags.None, 0, [.. BigEndian(lastStreamId), .. BigEndian((int)code)]);

    internal static byte[] Fields(params string[] fields)
    {
        var block = new List<byte>();
        foreach (var field in fields)
        {
            var space = field.IndexOf(' ', StringComparison.Ordinal);
            block.Add(0);
            AddText(block, field[..space]);
            AddText(block, field[(space + 1)..]);
        }
        return [.. block];
    }

    private static void AddText(List<byte> block, string text)
    {
        var length = new byte[6];
        block.AddRange(length[..Mesh.Engine.Http2.Hpack.HpackInteger.Write(length, 0, 7, text.Length)]);
        block.AddRange(Encoding.Latin1.GetBytes(text));
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] BigEndian(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
