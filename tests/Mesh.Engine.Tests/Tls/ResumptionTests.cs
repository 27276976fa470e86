using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Tests.Tls;

/// <summary>Sessions that are resumed by ticket, and those that must not be.</summary>
public sealed class ResumptionTests : IDisposable
{
    private static readonly TlsServerOptions Server = new() { AllowResumption = true };
    private static readonly TlsClientOptions Client = new() { AllowResumption = true };

    private readonly TestAuthority _authority = new("root");
    private readonly EventLoop _loop = new();
    private readonly TlsResumption _resumption = new();
    private readonly List<TlsContext> _contexts = [];

    public void Dispose()
    {
        _loop.Dispose();
        _contexts.ForEach(c => c.Dispose());
        _authority.Dispose();
    }

    [Fact]
    public void A_second_handshake_resumes_and_both_still_know_each_other()
    {
        var (serverCredentials, clientCredentials) = (_authority.Issue("server"), _authority.Issue("client"));
        var (server, client) = (ServerOf(serverCredentials), ClientOf(clientCredentials));
        Assert.Equal((false, false), Resumed(Connect(server, client)));
        for (var again = 0; again < 3; again++)
        {
            var (accepted, made) = Connect(server, client);
            Assert.Equal((true, true), (accepted.IsResumed, made.IsResumed));
            Assert.Equal(clientCredentials.Chain[0].ToArray(), accepted.PeerCertificate.ToArray());
            Assert.Equal(serverCredentials.Chain[0].ToArray(), made.PeerCertificate.ToArray());
            Assert.Equal(made.Group, accepted.Group);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_ticket_of_a_connection_that_was_lost_or_closed_is_good(bool lost)
    {
        var (server, client) = (ServerOf(_authority.Issue("server")), ClientOf(_authority.Issue("client")));
        var (accepted, made) = Start(server, client);
        _loop.RunUntil(() => accepted.Connection is not null && _resumption.HasTicket, "handshake");
        if (lost)
            accepted.Connection!.Abort();
        else
            made.Connection!.Close();
        _loop.RunUntil(() => lost ? made.Closed is not null : accepted.Ended, "the end");
        Assert.Equal((true, true), Resumed(Connect(server, client)));
    }

    [Fact]
    public void A_ticket_is_used_once()
    {
        var (server, client) = (ServerOf(_authority.Issue("server")), ClientOf(_authority.Issue("client")));
        Connect(server, client);
        var session = _resumption.Take(client);
        Assert.NotEqual(0, session);
        Assert.False(_resumption.HasTicket);
        Interop.LibSsl.SessionFree(session);
        Assert.Equal((false, false), Resumed(Connect(server, client)));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void No_ticket_outlives_the_credentials_of_either_side(bool otherServer, bool otherClient)
    {
        var (serverCredentials, clientCredentials) = (_authority.Issue("server"), _authority.Issue("client"));
        var (server, client) = (ServerOf(serverCredentials), ClientOf(clientCredentials));
        Connect(server, client);
        Assert.Equal((false, false), Resumed(Connect(otherServer ? ServerOf(serverCredentials) : server, otherClient ? ClientOf(clientCredentials) : client)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_certificate_that_ended_is_not_brought_back_by_a_ticket(bool clients)
    {
        var brief = new Leaf { NotAfter = TestAuthority.Elapsed + TimeSpan.FromSeconds(3) };
        var (server, client) = (ServerOf(_authority.Issue("server", clients ? null : brief)), ClientOf(_authority.Issue("client", clients ? brief : null)));
        Connect(server, client);
        Assert.Equal((true, true), Resumed(Connect(server, client)));
        var end = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(4);
        _loop.RunUntil(() => DateTimeOffset.UtcNow > end, "the certificate ends");

        var (accepted, made) = Start(server, client);
        _loop.RunUntil(() => accepted.Closed is not null && made.Closed is not null, "refusal");
        Assert.Contains("not renewed in time", accepted.Detail + made.Detail);
        Assert.DoesNotContain("connected", clients ? accepted.Events : made.Events);
    }

    [Fact]
    public void A_leaf_below_an_intermediate_makes_a_full_handshake_each_time()
    {
        using var intermediate = new TestAuthority("intermediate", _authority);
        var (server, client) = (ServerOf(_authority.Issue("server")), ClientOf(intermediate.Issue("client")));
        Connect(server, client);
        Assert.Equal((false, false), Resumed(Connect(server, client)));
    }

    [Fact]
    public void Without_the_option_there_are_no_tickets()
    {
        var server = TlsContext.CreateServer(_authority.Issue("server"), new());
        _contexts.Add(server);
        var client = ClientOf(_authority.Issue("client"));
        var (accepted, made) = Start(server, client);
        _loop.RunUntil(() => accepted.Connection is not null && made.Connection is not null, "handshake");
        accepted.Connection!.Close();
        _loop.RunUntil(() => made.Ended, "everything the server sent");
        Assert.False(_resumption.HasTicket);
    }

    private static (bool Server, bool Client) Resumed((TlsSession Server, TlsSession Client) sessions) => (sessions.Server.IsResumed, sessions.Client.IsResumed);

    private TlsContext ServerOf(TlsCredentials credentials)
    {
        _contexts.Add(TlsContext.CreateServer(credentials, Server));
        return _contexts[^1];
    }

    private TlsContext ClientOf(TlsCredentials credentials)
    {
        _contexts.Add(TlsContext.CreateClient(credentials, Client));
        return _contexts[^1];
    }

    // Until the next ticket is there.
    private (TlsSession Server, TlsSession Client) Connect(TlsContext server, TlsContext client)
    {
        var (accepted, made) = Start(server, client);
        _loop.RunUntil(() => accepted.Connection is not null && made.Connection is not null && _resumption.HasTicket, $"handshake ({accepted.Detail}, {made.Detail})");
        return (accepted.Connection!.Tls!, made.Connection!.Tls!);
    }

    private (RecordingHandler Server, RecordingHandler Client) Start(TlsContext server, TlsContext client)
    {
        var (accepted, made) = (new RecordingHandler(), new RecordingHandler());
        var listener = TcpListener.Listen(_loop, new IpEndpoint([127, 0, 0, 1], 0), new TcpListenerOptions { Tls = server }, new Acceptor(accepted));
        TcpConnector.Connect(_loop, listener.Local, new TcpConnectOptions { Tls = client, Resumption = _resumption }, made);
        return (accepted, made);
    }
}
