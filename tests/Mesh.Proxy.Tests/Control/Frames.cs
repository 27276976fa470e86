using System.Buffers.Binary;
using System.Text;

namespace Mesh.Proxy.Tests.Control;

/// <summary>HTTP/2 frames by hand (RFC 9113 §4, §6); field blocks are literals without any table.</summary>
internal static class Frames
{
    internal const byte EndStream = 1;
    internal const byte EndHeaders = 4;

    internal static byte[] Settings => Frame(4, 0, 0, []);

    internal static byte[] SettingsAck => Frame(4, 1, 0, []);

    internal static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    internal static byte[] Headers(bool end, params string[] fields) => Frame(1, (byte)(EndHeaders | (end ? EndStream : 0)), 1, Block(fields));

    internal static byte[] Data(bool end, params byte[] data) => Frame(0, end ? EndStream : (byte)0, 1, data);

    internal static byte[] Reset(int code) => Frame(3, 0, 1, [0, 0, 0, (byte)code]);

    internal static byte[] GoAway(int lastStream) => Frame(7, 0, 0, [0, 0, 0, (byte)lastStream, 0, 0, 0, 0]);

    internal static byte[] Continuation(string field) => Frame(9, 0, 1, Block([field]));

    /// <summary>A message of gRPC.</summary>
    internal static byte[] Message(params byte[] message) => [0, 0, 0, 0, (byte)message.Length, .. message];

    internal static byte[] Block(IEnumerable<string> fields) => [.. fields.SelectMany(field =>
    {
        var colon = field.IndexOf(": ", StringComparison.Ordinal);
        return (byte[])[0, .. Text(field[..colon]), .. Text(field[(colon + 2)..])];
    })];

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.Latin1.GetBytes(text)];
}
