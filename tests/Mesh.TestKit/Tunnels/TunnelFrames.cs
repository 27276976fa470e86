using System.Buffers.Binary;
using System.Net.Security;

namespace Mesh.TestKit.Tunnels;

/// <summary>Frames of one connection (RFC 9113 §4). What asks for an acknowledgement gets it.</summary>
internal sealed class TunnelFrames(SslStream tls)
{
    internal const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, GoAway = 7;
    internal const byte EndStream = 1, Acknowledged = 1, EndHeaders = 4;

    private readonly FieldDecoder _fields = new();

    /// <summary>The peer's settings by their identifier.</summary>
    internal Dictionary<ushort, uint> PeerSettings { get; } = [];

    /// <summary>Reads a HEADERS frame's payload; each of them once and in order.</summary>
    internal Dictionary<string, string> Decode(byte[] payload) => _fields.Decode(payload);

    internal async Task WriteAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await tls.WriteAsync(frame);
    }

    internal Task WriteSettingsAsync(params (ushort Id, uint Value)[] settings)
    {
        var payload = new byte[6 * settings.Length];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(6 * i), settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((6 * i) + 2), settings[i].Value);
        }
        return WriteAsync(Settings, 0, 0, payload);
    }

    internal async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync()
    {
        var header = new byte[9];
        await tls.ReadExactlyAsync(header);
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >>> 8];
        await tls.ReadExactlyAsync(payload);
        var (type, flags, stream) = (header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)));
        if (type is Settings or Ping && (flags & Acknowledged) == 0)
            await WriteAsync(type, Acknowledged, 0, type == Ping ? payload : []);
        for (var at = 0; type == Settings && at < payload.Length; at += 6)
            PeerSettings[BinaryPrimitives.ReadUInt16BigEndian(payload.AsSpan(at))] = BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(at + 2));
        return (type, flags, stream, payload);
    }
}
