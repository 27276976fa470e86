using System.Net.Security;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.CertAuthority.Serving;
using Mesh.Conventions;
using Mesh.Hosting.Logging;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.Protos.Identity.V1;
using Microsoft.Extensions.Logging;
using Bundle = Mesh.Identity.Trust.TrustBundle;

namespace Mesh.CertAuthority.Tests.Serving;

/// <summary>The whole service in this process, on loopback, with clients as others would write them.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private static readonly SpiffeId ServerId = SpiffeId.Create(TestState.Domain, MeshIdentities.SystemNamespace, MeshIdentities.CertAuthority);

    private readonly StringWriter _log = new();
    private readonly TextWriter _lockedLog;
    private CertAuthorityServer? _server;

    private TestServer() => _lockedLog = TextWriter.Synchronized(_log);

    public TestState State { get; } = new();

    public CertAuthorityServer Server => _server!;

    public string Log
    {
        get
        {
            // The synchronized writer locks itself.
            lock (_lockedLog)
                return _log.ToString();
        }
    }

    public static async Task<TestServer> StartAsync(TimeSpan? maxValidity = null)
    {
        var test = new TestServer();
        await test.StartServerAsync(maxValidity);
        return test;
    }

    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await StartServerAsync(null);
    }

    /// <summary>A channel to the identity service; dispose it.</summary>
    public GrpcChannel Connect(SslClientAuthenticationOptions security) => GrpcChannel.ForAddress($"https://{Server.Listen}", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { SslOptions = security },
        DisposeHttpClient = true,
    });

    public GrpcChannel ConnectVerified(ChainVerifier verifier, WorkloadCertificate? own = null) => Connect(TlsClientOptions.Verified(() => verifier, ServerId, own));

    /// <summary>Fetches the bundle from whoever answers and reduces it to the pinned root.</summary>
    public async Task<ChainVerifier> FetchBundleAsync(RootFingerprint pinned)
    {
        using var channel = Connect(TlsClientOptions.FirstContact());
        var answer = await new IdentityService.IdentityServiceClient(channel).GetTrustBundleAsync(new GetTrustBundleRequest());
        var bundle = Bundle.Create(TrustDomain.Parse(answer.TrustDomain), answer.Roots.Select(root => (ReadOnlyMemory<byte>)root.ToByteArray()));
        Assert.Equal(bundle.Version, answer.Version);
        return new ChainVerifier(bundle.PinnedTo(pinned)!, State.Time);
    }

    /// <summary>Asks for a certificate on an open channel.</summary>
    public static async Task<WorkloadCertificate> SignAsync(GrpcChannel channel, SpiffeId id, string? token = null, TimeSpan? validity = null)
    {
        using var pending = KeyAndRequest.Create(id);
        var request = new SignCertificateRequest { Csr = Google.Protobuf.ByteString.CopyFrom(pending.Request.Span) };
        if (validity is { } wanted)
            request.Validity = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(wanted);
        var answer = await new IdentityService.IdentityServiceClient(channel).SignCertificateAsync(request, Bearer(token));
        var certificate = pending.Complete(answer.CertificateChain.Select(der => (ReadOnlyMemory<byte>)der.ToByteArray()));
        Assert.Equal(certificate.NotAfter, answer.NotAfter.ToDateTimeOffset());
        return certificate;
    }

    /// <summary>The three steps of first contact.</summary>
    public async Task<(WorkloadCertificate Certificate, ChainVerifier Verifier)> JoinAsync(SpiffeId id, TimeSpan? validity = null)
    {
        var token = await IssueTokenAsync(id);
        Assert.True(Identity.Tokens.JoinTokenPayload.TryRead(token, out var payload, out _));
        var verifier = await FetchBundleAsync(payload.Root);
        using var channel = ConnectVerified(verifier);
        return (await SignAsync(channel, payload.Identity, token, validity), verifier);
    }

    public async Task<string> IssueTokenAsync(SpiffeId id, bool reusable = false)
    {
        using var channel = ConnectAdmin();
        var answer = await new JoinTokenService.JoinTokenServiceClient(channel).IssueJoinTokenAsync(new IssueJoinTokenRequest { Identity = id.ToString(), Reusable = reusable });
        return answer.Token;
    }

    public GrpcChannel ConnectAdmin() => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(State.Options.AdminSocket!), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
        DisposeHttpClient = true,
    });

    public static Metadata? Bearer(string? token) => token is null ? null : new Metadata { { "authorization", $"Bearer {token}" } };

    public async Task<string> MetricsAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://{Server.MetricsListen}/metrics"));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        State.Dispose();
        await _lockedLog.DisposeAsync();
    }

    private async Task StartServerAsync(TimeSpan? maxValidity)
    {
        var options = State.Options;
        if (maxValidity is { } validity)
            options = options with { MaxValidity = validity };
        var logs = LineLoggerProvider.CreateFactory(_lockedLog, State.Time, LogLevel.Information);
        _server = await CertAuthorityServer.StartAsync(options, State.Time, new Random(1), logs, CancellationToken.None);
    }
}
