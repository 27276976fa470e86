using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using Mesh.Engine.Tls;

using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Engine.Tests.Tls;

/// <summary>The framework's TLS as the peer.</summary>
public sealed class SslStreamTests : IDisposable
{
    private static readonly SslApplicationProtocol Mesh = new("mesh/1");

    private readonly TestAuthority _authority = new("root");
    private readonly EventLoop _loop = new();

    public void Dispose()
    {
        _loop.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task TheFrameworkConnectsToTheEngine()
    {
        using var context = TlsContext.CreateServer(_authority.Issue("server"), new() { ApplicationProtocols = ["mesh/1"] });
        var server = new RecordingHandler { Data = Echo, EndOfInput = static connection => connection.CloseOutput() };
        var listener = TcpListener.Listen(_loop, new IpEndpoint([127, 0, 0, 1], 0), new TcpListenerOptions { Tls = context }, new Acceptor(server));

        var exchange = Task.Run(() => TalkAsync(listener.Local.ToIPEndPoint()));
        _loop.RunUntil(() => exchange.IsCompleted && server.Closed is not null, "exchange");

        await exchange;
        Assert.Equal(CloseReason.Graceful, server.Closed);
        Assert.Equal("mesh/1", server.Connection!.Tls!.ApplicationProtocol);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheEngineConnectsToTheFramework(bool closeNotify)
    {
        using var context = TlsContext.CreateClient(_authority.Issue("client"), new() { ApplicationProtocols = ["mesh/1"] });
        using var listening = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        var serving = Task.Run(() => ServeAsync(listening, closeNotify));
        var client = new RecordingHandler { Connected = static connection => { connection.Output.Append(new byte[50_000]); connection.CloseOutput(); } };
        TcpConnector.Connect(_loop, IpEndpoint.From((IPEndPoint)listening.LocalEndPoint!), new TcpConnectOptions { Tls = context }, client);

        _loop.RunUntil(() => serving.IsCompleted && client.Closed is not null, $"exchange ({client.Detail})");

        Assert.Equal(50_000, await serving);
        Assert.Equal(3, client.Received.Length);
        Assert.Equal(closeNotify ? CloseReason.Graceful : CloseReason.Error, client.Closed);
        if (!closeNotify)
            Assert.Contains("without close_notify", client.Detail);
    }

    private static void Echo(Connection connection)
    {
        connection.Input.MoveAllTo(connection.Output);
        connection.ScheduleFlush();
    }

    private async Task TalkAsync(IPEndPoint address)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        await using var stream = new SslStream(new NetworkStream(socket), false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "ignored",
            ClientCertificates = [FrameworkCertificate("client")],
            LocalCertificateSelectionCallback = static (_, _, certificates, _, _) => certificates[0],
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [Mesh],
        });
        Assert.Equal(Mesh, stream.NegotiatedApplicationProtocol);
        var sent = RandomNumberGenerator.GetBytes(300_000);
        var received = new byte[sent.Length];
        var writing = stream.WriteAsync(sent).AsTask();
        await stream.ReadExactlyAsync(received);
        await writing;
        Assert.Equal(sent, received);
        await stream.ShutdownAsync();
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    private async Task<int> ServeAsync(Socket listening, bool closeNotify)
    {
        using var socket = await listening.AcceptAsync();
        await using var stream = new SslStream(new NetworkStream(socket), false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = FrameworkCertificate("server"),
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [Mesh],
        });
        var buffer = new byte[20_000];
        var total = 0;
        while (await stream.ReadAsync(buffer) is > 0 and var count)
            total += count;
        await stream.WriteAsync("bye"u8.ToArray());
        if (closeNotify)
            await stream.ShutdownAsync();
        socket.Shutdown(SocketShutdown.Send);
        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }
        return total;
    }

    private X509Certificate2 FrameworkCertificate(string name)
    {
        var credentials = _authority.Issue(name);
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(credentials.PrivateKey.Span, out _);
        using var certificate = X509CertificateLoader.LoadCertificate(credentials.Chain[0].Span);
        return certificate.CopyWithPrivateKey(key);
    }
}
