using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Mesh.Conventions;
using Mesh.TestKit.Network;

namespace Mesh.EndToEnd.Tests.Harness.Tunnels;

/// <summary>
/// A caller that is no proxy of ours: it dials a proxy's tunnel port from any host, shows what it likes and says what it likes
/// (docs/tunnel.md, RFC 9113). One stream at a time.
/// </summary>
internal sealed class TunnelClient : IAsyncDisposable
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, GoAway = 7;
    private const byte EndStream = 1, Acknowledged = 1, EndHeaders = 4;

    private readonly SslStream _tls;
    private int _stream = -1;

    private TunnelClient(SslStream tls) => _tls = tls;

    /// <summary>
    /// Opens a tunnel; returns when the callee's settings arrived. With TLS 1.3 a client has finished its handshake before the
    /// server looks at the client's certificate, so only that shows acceptance.
    /// </summary>
    /// <exception cref="IOException">The callee closed the connection before it said anything.</exception>
    /// <exception cref="AuthenticationException">The callee refused the handshake.</exception>
    internal static async Task<TunnelClient> ConnectAsync(
        NetworkHost from, IPAddress callee, SslStreamCertificateContext? certificate, string protocol = MeshAlpn.Tunnel)
    {
        var socket = await from.ConnectAsync(new IPEndPoint(callee, MeshPorts.Tunnel));
        var client = new TunnelClient(new SslStream(new NetworkStream(socket, ownsSocket: true)));
        try
        {
            await client.HandshakeAsync(certificate, protocol);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for bytes to and from an address.</summary>
    internal Task<TunnelAnswer> ConnectStreamAsync(string authority, byte[]? early = null) =>
        OpenAsync([(":method", "CONNECT"), (":authority", authority)], endStream: false, early);

    /// <summary>Sends a GET of the application's to an address.</summary>
    internal Task<TunnelAnswer> GetAsync(string originalDestination, params IEnumerable<(string Name, string Value)> fields) => OpenAsync(
        [(":method", "GET"), (":scheme", "http"), (":authority", "app.t"), (":path", "/"),
            (MeshHeaders.OriginalDestination, originalDestination), (MeshHeaders.AppVersion, "1.1"), .. fields], endStream: true);

    /// <summary>Sends bytes on the stream.</summary>
    internal Task SendAsync(byte[] data) => WriteAsync(Data, 0, _stream, data);

    /// <summary>Reads the stream to its end.</summary>
    internal async Task<byte[]> ReadToEndAsync()
    {
        var received = new List<byte>();
        while (true)
        {
            var (type, flags, stream, payload) = await ReadAsync();
            if (type == Reset && stream == _stream)
                throw new IOException($"the stream was reset with code {BinaryPrimitives.ReadUInt32BigEndian(payload)}");
            if (type != Data || stream != _stream)
                continue;
            received.AddRange(payload);
            if ((flags & EndStream) != 0)
                return [.. received];
        }
    }

    public ValueTask DisposeAsync() => _tls.DisposeAsync();

    private async Task HandshakeAsync(SslStreamCertificateContext? certificate, string protocol)
    {
        await _tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "",
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [new SslApplicationProtocol(protocol)],
            AllowTlsResume = false,
            ClientCertificateContext = certificate,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        });
        await _tls.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        // SETTINGS_HEADER_TABLE_SIZE = 0: every field comes as a literal.
        await WriteAsync(Settings, 0, 0, [0, 1, 0, 0, 0, 0]);
        byte type, flags;
        do
        {
            (type, flags, _, _) = await ReadAsync();
        }
        while (type != Settings || (flags & Acknowledged) == 0);
    }

    private async Task<TunnelAnswer> OpenAsync(IEnumerable<(string Name, string Value)> head, bool endStream, byte[]? early = null)
    {
        _stream += 2;
        await WriteAsync(Headers, (byte)(EndHeaders | (endStream ? EndStream : 0)), _stream, FieldBlock.Encode(head));
        if (early is not null)
            await SendAsync(early);
        while (true)
        {
            var (type, flags, stream, payload) = await ReadAsync();
            if (stream != _stream)
                continue;
            if (type == Reset)
                return new TunnelAnswer(new Dictionary<string, string>(), BinaryPrimitives.ReadUInt32BigEndian(payload), true);
            if (type == Headers)
                return new TunnelAnswer(FieldBlock.Decode(payload), null, (flags & EndStream) != 0);
        }
    }

    private async Task WriteAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await _tls.WriteAsync(frame);
    }

    private async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync()
    {
        var header = new byte[9];
        await _tls.ReadExactlyAsync(header);
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >>> 8];
        await _tls.ReadExactlyAsync(payload);
        var (type, flags, stream) = (header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)));
        if (type is Settings or Ping && (flags & Acknowledged) == 0)
            await WriteAsync(type, Acknowledged, 0, type == Ping ? payload : []);
        if (type == GoAway)
            throw new IOException($"the callee ended the tunnel with code {BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(4))}");
        return (type, flags, stream, payload);
    }
}
