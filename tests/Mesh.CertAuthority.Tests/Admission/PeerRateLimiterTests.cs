using System.Net;
using Mesh.CertAuthority.Admission;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.CertAuthority.Tests.Admission;

public sealed class PeerRateLimiterTests
{
    private static readonly IPAddress A = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress B = IPAddress.Parse("10.0.0.2");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_burst_is_let_through_and_then_the_rate_holds_per_peer()
    {
        var limiter = Create(burst: 3, perSecond: 2);

        Assert.Equal([true, true, true, false], Take(limiter, A, 4));
        Assert.True(limiter.TryAcquire(B));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([true, true, false], Take(limiter, A, 3));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, true, false], Take(limiter, A, 4));
    }

    [Fact]
    public void One_network_of_ipv6_is_one_peer()
    {
        var limiter = Create(burst: 1, perSecond: 1);

        Assert.True(limiter.TryAcquire(IPAddress.Parse("2001:db8::1")));
        Assert.False(limiter.TryAcquire(IPAddress.Parse("2001:db8::2:3")));
        Assert.True(limiter.TryAcquire(IPAddress.Parse("2001:db8:0:1::1")));
    }

    [Fact]
    public void A_mapped_ipv4_address_is_the_same_peer()
    {
        var limiter = Create(burst: 1, perSecond: 1);

        Assert.True(limiter.TryAcquire(A));
        Assert.False(limiter.TryAcquire(A.MapToIPv6()));
        Assert.True(limiter.TryAcquire(null));
    }

    [Fact]
    public void The_table_is_bounded_and_a_flood_frees_nobody()
    {
        var limiter = Create(burst: 2, perSecond: 1, maxPeers: 4);
        for (byte i = 0; i < 4; i++)
            Take(limiter, new IPAddress([10, 0, 0, i]), 2);

        var newcomers = Enumerable.Range(10, 50).Select(i => limiter.TryAcquire(new IPAddress([10, 0, 1, (byte)i]))).ToList();

        Assert.Equal(4, limiter.Count);
        Assert.Equal(2, newcomers.Count(taken => taken));
        Assert.False(limiter.TryAcquire(new IPAddress([10, 0, 0, 0])));
    }

    [Fact]
    public void Recovered_peers_make_room()
    {
        var limiter = Create(burst: 2, perSecond: 1, maxPeers: 4);
        for (byte i = 0; i < 4; i++)
            Take(limiter, new IPAddress([10, 0, 0, i]), 2);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([true, true, false], Take(limiter, IPAddress.Parse("10.0.9.9"), 3));
        Assert.Equal(1, limiter.Count);
    }

    private static bool[] Take(PeerRateLimiter limiter, IPAddress peer, int times) => [.. Enumerable.Range(0, times).Select(_ => limiter.TryAcquire(peer))];

    private PeerRateLimiter Create(double burst, double perSecond, int maxPeers = 16) => new(new RateLimits(perSecond, burst, maxPeers), _time);
}
