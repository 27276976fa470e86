using System.Buffers.Binary;
using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <summary>What the peer announced in SETTINGS, RFC 9113 §6.5.2. The maximum frame size is only checked: no larger frame than the least allowed is sent.</summary>
internal sealed class PeerSettings
{
    // What is assumed until the peer says otherwise, RFC 9113 §6.5.2 recommends at least that much.
    private const int InitialMaxConcurrentStreams = 100;
    private const int MaxFrameSizeLimit = (1 << 24) - 1;

    private readonly bool _peerIsServer;

    internal PeerSettings(bool peerIsServer) => _peerIsServer = peerIsServer;

    /// <summary>Size in bytes of one entry.</summary>
    internal const int EntrySize = 6;

    /// <summary>Whether the peer's first SETTINGS came.</summary>
    internal bool Received { get; private set; }

    /// <summary>Bytes of its decoder's table.</summary>
    internal uint HeaderTableSize { get; private set; } = 4096;

    /// <summary>Streams this side may open.</summary>
    internal int MaxConcurrentStreams { get; private set; } = InitialMaxConcurrentStreams;

    /// <summary>Bytes that may be sent on a new stream.</summary>
    internal int InitialWindowSize { get; private set; } = 65535;

    /// <summary>Whether extended CONNECT may be used, RFC 8441.</summary>
    internal bool AllowsExtendedConnect { get; private set; }

    /// <summary>Takes a SETTINGS payload; a result other than <see cref="Http2ErrorCode.NoError"/> is a connection error.</summary>
    internal Http2ErrorCode Apply(ReadOnlySpan<byte> entries)
    {
        if (!Received)
            MaxConcurrentStreams = int.MaxValue;
        Received = true;
        var error = Http2ErrorCode.NoError;
        for (; entries.Length >= EntrySize && error == Http2ErrorCode.NoError; entries = entries[EntrySize..])
            error = Apply((SettingId)BinaryPrimitives.ReadUInt16BigEndian(entries), BinaryPrimitives.ReadUInt32BigEndian(entries[2..]));
        return error;
    }

    private Http2ErrorCode Apply(SettingId id, uint value)
    {
        switch (id)
        {
            case SettingId.HeaderTableSize:
                HeaderTableSize = value;
                return Http2ErrorCode.NoError;
            case SettingId.EnablePush:
                return ErrorUnless(value == 0 || (value == 1 && !_peerIsServer));
            case SettingId.MaxConcurrentStreams:
                MaxConcurrentStreams = (int)Math.Min(value, int.MaxValue);
                return Http2ErrorCode.NoError;
            case SettingId.InitialWindowSize:
                InitialWindowSize = (int)Math.Min(value, int.MaxValue);
                return value <= int.MaxValue ? Http2ErrorCode.NoError : Http2ErrorCode.FlowControlError;
            case SettingId.MaxFrameSize:
                return ErrorUnless(value is >= FrameHeader.MaxPayload and <= MaxFrameSizeLimit);
            case SettingId.EnableConnectProtocol:
                // RFC 8441 §3: it may not be taken back.
                var isValid = value == 1 || (value == 0 && !AllowsExtendedConnect);
                AllowsExtendedConnect = value == 1;
                return ErrorUnless(isValid);
            default:
                return Http2ErrorCode.NoError;
        }
    }

    private static Http2ErrorCode ErrorUnless(bool isValid) => isValid ? Http2ErrorCode.NoError : Http2ErrorCode.ProtocolError;
}
