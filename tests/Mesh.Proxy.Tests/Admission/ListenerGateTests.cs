using Mesh.Engine.Sockets;
using Mesh.Proxy.Admission;
using Mesh.Proxy.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Proxy.Tests.Admission;

public sealed class ListenerGateTests
{
    private static readonly IpEndpoint A = new([10, 0, 0, 1], 1000);
    private static readonly IpEndpoint B = new([10, 0, 0, 2], 1000);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _warnings = [];

    [Fact]
    public void A_listener_takes_three_quarters_of_all_and_leaves_the_rest_to_others()
    {
        var gates = Create(new ConnectionOptions { All = 8 });
        Assert.Equal(6, Enter(gates.Inbound, A, 10));
        Assert.Equal(2, Enter(gates.Outbound, A, 10));
        Assert.Equal(4, gates.Inbound.Refused(ConnectionRefusal.Listener));
        Assert.Equal(8, gates.Outbound.Refused(ConnectionRefusal.Process));
        gates.Inbound.Leave(A);
        Assert.Equal(1, Enter(gates.Tunnel, A, 10));
        Assert.Equal((5, 2, 1), (gates.Inbound.Open, gates.Outbound.Open, gates.Tunnel.Open));
    }

    [Fact]
    public void Metrics_stand_apart()
    {
        var gates = Create(new ConnectionOptions { All = 1 });
        Assert.Equal(1, Enter(gates.Outbound, A, 2));
        Assert.Equal(100, Enter(gates.Metrics, A, 200));
    }

    [Fact]
    public void An_address_has_its_limit_at_each_way_in_and_the_application_has_none()
    {
        var gates = Create(new ConnectionOptions { PerSource = 2 });
        Assert.Equal(2, Enter(gates.Inbound, A, 5));
        Assert.Equal(2, Enter(gates.Inbound, B, 5));
        Assert.Equal(2, Enter(gates.Tunnel, A.WithPort(7), 5));
        Assert.Equal(5, Enter(gates.Outbound, A, 5));
        Assert.Equal(6, gates.Inbound.Refused(ConnectionRefusal.Source));
        gates.Inbound.Leave(A.WithPort(9));
        Assert.Equal(1, Enter(gates.Inbound, A, 5));
        Assert.Equal(0, Enter(gates.Inbound, B, 5));
    }

    [Fact]
    public void The_rate_is_by_second_and_a_pause_gives_as_many_at_once()
    {
        var gates = Create(new ConnectionOptions { Rate = 10 });
        Assert.Equal(10, Enter(gates.Tunnel, A, 50));
        Assert.Equal(10, Enter(gates.Inbound, A, 50));
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(2, Enter(gates.Tunnel, A, 50));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(10, Enter(gates.Tunnel, A, 50));
        Assert.Equal(10 + 2 + 10, gates.Tunnel.Open);
        Assert.Equal(128, gates.Tunnel.Refused(ConnectionRefusal.Rate));
    }

    [Fact]
    public void Loops_together_never_exceed_a_limit_and_nothing_is_left_behind()
    {
        var (all, own, sources) = (new ConnectionCount(int.MaxValue), new ConnectionCount(500), new SourceCounts(30));
        var gate = new ListenerGate("x", own, all, sources, null, () => { });
        var most = 0;
        Parallel.For(0, 8, loop =>
        {
            var random = new Random(loop);
            var mine = new List<IpEndpoint>();
            for (var i = 0; i < 20_000; i++)
            {
                var source = new IpEndpoint([10, 0, 0, (byte)random.Next(4)], i);
                if (random.Next(2) == 0 && gate.TryEnter(source))
                    mine.Add(source);
                else if (mine.Count > 0)
                {
                    gate.Leave(mine[^1]);
                    mine.RemoveAt(mine.Count - 1);
                }
                InterlockedMax(ref most, own.Open);
            }
            mine.ForEach(gate.Leave);
        });
        // Each of four addresses had at most 30; those that were refused are counted for a moment, one a loop.
        Assert.InRange(most, 30, (4 * 30) + 8);
        Assert.Equal((0, 0, 0), (own.Open, all.Open, sources.Sources));
    }

    [Fact]
    public void Lack_of_descriptors_is_counted_each_time_and_told_now_and_then()
    {
        var gates = Create(new ConnectionOptions());
        for (var i = 0; i < 5; i++)
            gates.Outbound.OnOutOfDescriptors();
        Assert.Contains("ulimit -n", Assert.Single(_warnings), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(11));
        gates.Tunnel.OnOutOfDescriptors();
        Assert.Equal(2, _warnings.Count);
        var lines = ConnectionText.Write(gates.All).Split('\n');
        Assert.Contains("mesh_connections_refused_total{listener=\"outbound\",reason=\"descriptors\"} 5", lines);
        Assert.Contains("mesh_connections{listener=\"tunnel\"} 0", lines);
    }

    [Theory]
    [InlineData(1_000_000, 50_000)]
    [InlineData(1024, 384)]
    [InlineData(64, 1)]
    public void Connections_leave_descriptors_for_their_other_sides(long descriptors, int expected) =>
        Assert.Equal(expected, new ConnectionOptions().WithinDescriptors(descriptors).All);

    private ConnectionGates Create(ConnectionOptions options) => new(options, _time, _warnings.Add);

    private static int Enter(ListenerGate gate, IpEndpoint remote, int times) => Enumerable.Range(0, times).Count(_ => gate.TryEnter(remote));

    private static void InterlockedMax(ref int most, int value)
    {
        var seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var now && now != seen)
            seen = now;
    }
}
