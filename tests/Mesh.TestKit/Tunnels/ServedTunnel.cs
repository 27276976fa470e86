using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Authentication;

namespace Mesh.TestKit.Tunnels;

/// <summary>One tunnel of a caller's, at the end of a <see cref="TunnelServer"/>. One read at a time.</summary>
public sealed class ServedTunnel : IAsyncDisposable
{
    private const int PrefaceLength = 24;

    private readonly SslStream _tls;
    private readonly TunnelFrames _frames;
    private bool _hasPreface;

    internal ServedTunnel(SslStream tls) => (_tls, _frames) = (tls, new TunnelFrames(tls));

    /// <summary>What the handshake agreed on: TLS version and ALPN.</summary>
    public (SslProtocols Tls, string Application) Protocol => (_tls.SslProtocol, _tls.NegotiatedApplicationProtocol.ToString());

    /// <summary>The caller's certificate in DER.</summary>
    public byte[] Certificate => _tls.RemoteCertificate!.GetRawCertData();

    /// <summary>The next request; what comes before it is dropped.</summary>
    /// <exception cref="EndOfStreamException">The caller closed the connection.</exception>
    public async Task<TunnelRequestHead> RequestAsync()
    {
        while (true)
        {
            var (type, flags, stream, payload) = await ReadAsync();
            if (type == TunnelFrames.Headers)
                return new TunnelRequestHead(stream, _frames.Decode(payload), (flags & TunnelFrames.EndStream) != 0);
        }
    }

    /// <summary>Bytes of a stream up to <paramref name="count"/>, or to its end without one.</summary>
    /// <exception cref="TunnelResetException">It was reset.</exception>
    public async Task<byte[]> DataAsync(int stream, int count = int.MaxValue)
    {
        var received = new List<byte>();
        while (received.Count < count)
        {
            var (type, flags, from, payload) = await ReadAsync();
            if (from != stream)
                continue;
            if (type == TunnelFrames.Reset)
                throw new TunnelResetException(BinaryPrimitives.ReadUInt32BigEndian(payload));
            if (type != TunnelFrames.Data)
                continue;
            received.AddRange(payload);
            if ((flags & TunnelFrames.EndStream) != 0)
                break;
        }
        return [.. received];
    }

    /// <summary>Reads on until the caller has said that it begins no stream any more.</summary>
    public async Task WaitForGoAwayAsync()
    {
        while ((await ReadAsync()).Type != TunnelFrames.GoAway)
        {
        }
    }

    /// <summary>All that comes until the caller closes, as it comes.</summary>
    public async Task<byte[]> RawAsync()
    {
        using var received = new MemoryStream();
        try
        {
            await _tls.CopyToAsync(received);
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
        return received.ToArray();
    }

    /// <summary>Answers a request.</summary>
    public Task AnswerAsync(int stream, int status, bool endStream = true, params IEnumerable<(string Name, string Value)> fields) => _frames.WriteAsync(
        TunnelFrames.Headers, (byte)(TunnelFrames.EndHeaders | (endStream ? TunnelFrames.EndStream : 0)), stream,
        FieldBlock.Encode([(":status", status.ToString(System.Globalization.CultureInfo.InvariantCulture)), .. fields]));

    /// <summary>Sends bytes on a stream.</summary>
    public Task SendAsync(int stream, byte[] data, bool endStream = false) =>
        _frames.WriteAsync(TunnelFrames.Data, endStream ? TunnelFrames.EndStream : (byte)0, stream, data);

    /// <summary>Resets a stream.</summary>
    public Task ResetAsync(int stream, byte code) => _frames.WriteAsync(TunnelFrames.Reset, 0, stream, [0, 0, 0, code]);

    /// <summary>Says that streams above <paramref name="last"/> are not processed.</summary>
    public async Task GoAwayAsync(int last)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(payload, last);
        await _frames.WriteAsync(TunnelFrames.GoAway, 0, 0, payload);
    }

    /// <summary>Changes what the callee announced.</summary>
    public Task SetAsync(params (ushort Id, uint Value)[] settings) => _frames.WriteSettingsAsync(settings);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _tls.DisposeAsync();

    // SETTINGS_ENABLE_CONNECT_PROTOCOL, RFC 8441 §3.
    internal Task AnnounceAsync((ushort Id, uint Value)[] settings) => _frames.WriteSettingsAsync([(8, 1), .. settings]);

    private async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync()
    {
        if (!_hasPreface)
            await _tls.ReadExactlyAsync(new byte[PrefaceLength]);
        _hasPreface = true;
        return await _frames.ReadAsync();
    }
}
