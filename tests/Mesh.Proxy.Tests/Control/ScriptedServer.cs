using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Mesh.Conventions;

namespace Mesh.Proxy.Tests.Control;

/// <summary>A TLS server with the control plane's identity that answers each request with what the test says, byte by byte.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private const byte HeadersFrame = 1;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly byte[] _answer;
    private readonly bool _closes;
    private readonly Task _serving;

    /// <param name="answer">What is sent once the request's head came.</param>
    /// <param name="closes">Whether the connection ends after it.</param>
    /// <param name="identity">Who the server is.</param>
    internal ScriptedServer(IEnumerable<byte> answer, bool closes = false, string identity = ControlClient.ControlPlane)
    {
        using var credentials = ControlClient.Issue(identity).Certificate;
        _certificate = credentials.CreateX509Certificate();
        _answer = [.. answer];
        _closes = closes;
        _listener.Start();
        Address = ServiceAddress.From((IPEndPoint)_listener.LocalEndpoint);
        _serving = ServeAsync();
    }

    internal ServiceAddress Address { get; }

    /// <summary>Requests whose head came.</summary>
    internal int Requests { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            await using var stream = new SslStream(client.GetStream());
            try
            {
                await AnswerAsync(stream);
            }
            catch (Exception gone) when (gone is IOException or AuthenticationException)
            {
                // The client has seen enough.
            }
        }
    }

    private async Task AnswerAsync(SslStream stream)
    {
        await stream.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                EnabledSslProtocols = SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http2],
            },
            _stop.Token);
        await stream.WriteAsync(Frames.Settings, _stop.Token);
        await stream.ReadExactlyAsync(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length], _stop.Token);
        while (await ReadFrameAsync(stream) != HeadersFrame)
        {
        }
        Requests++;
        await stream.WriteAsync(_answer, _stop.Token);
        while (!_closes)
            await ReadFrameAsync(stream);
    }

    private async Task<byte> ReadFrameAsync(SslStream stream)
    {
        var header = new byte[9];
        await stream.ReadExactlyAsync(header, _stop.Token);
        await stream.ReadExactlyAsync(new byte[(header[0] << 16) | (header[1] << 8) | header[2]], _stop.Token);
        return header[3];
    }
}
