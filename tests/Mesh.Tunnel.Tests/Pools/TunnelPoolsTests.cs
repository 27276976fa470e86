using System.Collections.Immutable;
using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Identity;
using Mesh.Tunnel.Credentials;
using Mesh.Tunnel.Limits;
using Mesh.Tunnel.Pools;

namespace Mesh.Tunnel.Tests.Pools;

/// <summary>Which endpoints share tunnels, and how long they are remembered.</summary>
public sealed class TunnelPoolsTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);
    private static readonly SpiffeId Catalog = SpiffeId.Parse("spiffe://cluster.local/ns/shop/sa/catalog");
    private static readonly SpiffeId Stock = SpiffeId.Parse("spiffe://cluster.local/ns/shop/sa/stock");

    private readonly EventLoop _loop = new();
    private readonly TunnelCredentialsHolder _credentials = new();
    private readonly TunnelPools _pools;

    public TunnelPoolsTests()
    {
        SetBundle("1");
        _pools = new TunnelPools(_loop, _credentials, new TunnelPoolOptions { Http2 = TunnelLimits.CreateHttp2(), StreamTimeout = Timeout, Time = TimeProvider.System });
    }

    public static TheoryData<string, ImmutableArray<SpiffeId>, bool> Endpoints { get; } = new()
    {
        { "10.0.0.7:8080", [Catalog, Stock], true },
        { "10.0.0.7:9090", [Catalog, Stock], true },
        { "10.0.0.7:9090", [Stock, Catalog], true },
        { "10.0.0.7:9090", [Stock, Catalog, Stock], true },
        { "10.0.0.8:8080", [Catalog, Stock], false },
        { "[2001:db8::7]:8080", [Catalog, Stock], false },
        { "10.0.0.7:8080", [Catalog], false },
        { "10.0.0.7:8080", [], false },
    };

    public void Dispose() => _loop.Dispose();

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Endpoints_of_one_peer_with_the_same_identities_share(string address, ImmutableArray<SpiffeId> accepted, bool isShared)
    {
        var tunnels = Of("10.0.0.7:8080", [Catalog, Stock]);
        Assert.Equal(isShared, ReferenceEquals(tunnels, Of(address, accepted)));
        Assert.Equal(isShared ? 1 : 2, _pools.Count);
        Assert.NotSame(tunnels.Http, tunnels.Tcp);
    }

    [Fact]
    public void Another_bundle_retires_the_tunnels_of_the_earlier_one()
    {
        var old = Of("10.0.0.7:8080", [Catalog]);
        var pool = old.Http;
        SetBundle("2");
        var next = Of("10.0.0.7:8080", [Catalog]);
        Assert.NotSame(old, next);

        _pools.OnBundleChanged();

        Assert.Equal((true, true, false), (old.IsRetired, pool.IsDraining, next.IsRetired));
        Assert.Equal(1, _pools.Count);
        Assert.Same(next, Of("10.0.0.7:8080", [Catalog]));
    }

    [Fact]
    public void The_same_bundle_retires_nothing()
    {
        var tunnels = Of("10.0.0.7:8080", [Catalog]);
        SetBundle("1");
        _pools.OnBundleChanged();
        Assert.Equal((false, 1), (tunnels.IsRetired, _pools.Count));
    }

    [Fact]
    public void Peers_are_forgotten_once_nothing_is_open_or_asked_for()
    {
        var tunnels = Of("127.9.9.9:80", [Catalog]);
        var asker = new Asker();
        asker.AskOf(tunnels.Tcp);
        _pools.Sweep();
        Assert.Equal((false, 1), (tunnels.IsRetired, _pools.Count));

        for (var turns = 0; asker.Error is null && turns < 10_000; turns++)
            _loop.RunOnce(1);

        Assert.Equal(StreamError.ConnectFailed, asker.Error);
        _pools.Sweep();
        Assert.Equal((true, 0), (tunnels.IsRetired, _pools.Count));
    }

    private PeerTunnels Of(string address, ImmutableArray<SpiffeId> accepted)
    {
        Assert.True(IpEndpoint.TryParse(address, out var endpoint));
        return _pools.Of(endpoint, accepted, Timeout);
    }

    private void SetBundle(string version) => _credentials.Swap(new TunnelCredentials(null!, null!, Catalog, [], version, DateTimeOffset.MaxValue));

    private sealed class Asker : StreamRequester
    {
        internal StreamError? Error { get; private set; }

        protected override IHttpStreamHandler StreamHandler => throw new InvalidOperationException("no stream is expected");

        internal void AskOf(StreamPool pool) => Ask(pool);

        protected override void OnStreamOpened(HttpStream stream) => throw new InvalidOperationException("no stream is expected");

        protected override void OnStreamFailed(StreamError error, string? detail) => Error = error;
    }
}
