using System.Net;
using System.Net.Sockets;
using Mesh.TestKit.Network;
using static Mesh.ProxyInit.Tests.Capture.CaptureFixture;

namespace Mesh.ProxyInit.Tests.Capture;

public sealed class InstallationTests(CaptureFixture fixture) : IClassFixture<CaptureFixture>
{
    private const string AllOptions = "--capture-dns --exclude-outbound-ports 22,8000-8100 --exclude-outbound-cidrs 10.9.0.0/16,fd00:9::1 --exclude-inbound-ports 9 "
        + "--include-outbound-ports 80-90 --include-outbound-cidrs 10.0.0.0/8,192.0.2.0/24,2001:db8::/32 --include-inbound-ports 80 --include-inbound-cidrs 10.0.0.0/8,fd00::/8 "
        + "--exclude-uids 77 --exclude-gids 78 --exclude-interfaces eth7";

    [NamespaceTheory]
    [InlineData("nft")]
    [InlineData("legacy")]
    public void Running_again_changes_nothing_and_new_options_replace_the_old(string backend)
    {
        var host = fixture.Captured($"--backend {backend} {AllOptions}");
        var first = Saved(host, backend);
        var again = Run(host, $"--backend {backend} {AllOptions}");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("in place already", again.Error, StringComparison.Ordinal);
        Assert.Equal(first, Saved(host, backend));

        var fresh = Saved(fixture.Captured($"--backend {backend}"), backend);
        Assert.Equal(0, Run(host, $"--backend {backend}").ExitCode);
        Assert.Equal(WithoutEmptyTables(fresh), WithoutEmptyTables(Saved(host, backend)));
    }

    [NamespaceTheory]
    [InlineData("nft")]
    [InlineData("legacy")]
    public void The_rules_are_there_as_rendered(string backend)
    {
        var host = fixture.Captured($"--backend {backend} {AllOptions}");
        var rendered = Run(host, $"--dry-run {AllOptions}").Output.Split('\n').Where(line => line.StartsWith("-A", StringComparison.Ordinal));
        var saved = Saved(host, backend).Split('\n').Where(line => line.StartsWith("-A", StringComparison.Ordinal));
        Assert.Equal(rendered.Order(), saved.Order());
    }

    [NamespaceTheory]
    [InlineData("nft")]
    [InlineData("legacy")]
    public void Cleanup_removes_exactly_what_is_ours(string backend)
    {
        var host = fixture.Fresh();
        host.Run($"iptables-{backend}", "-t", "nat", "-N", "DOCKER");
        host.Run($"iptables-{backend}", "-t", "nat", "-A", "OUTPUT", "-p", "tcp", "-m", "comment", "--comment", "keep me -j MESH_OUTPUT", "-j", "DOCKER");
        host.Run($"ip6tables-{backend}", "-t", "nat", "-A", "PREROUTING", "-p", "udp", "-j", "RETURN");
        var before = Saved(host, backend);
        Assert.Equal(0, Run(host, $"--validate false --backend {backend} {AllOptions}").ExitCode);
        Assert.Contains("MESH_DNS_ZONE", Saved(host, backend), StringComparison.Ordinal);
        Assert.Contains("::6", host.Run("ip", "-6", "addr", "show", "dev", "lo"), StringComparison.Ordinal);

        var cleanup = Run(host, "--cleanup");
        Assert.True(cleanup.ExitCode == 0, cleanup.Error);
        Assert.Equal(WithoutEmptyTables(before), WithoutEmptyTables(Saved(host, backend)));
        Assert.DoesNotContain("::6", host.Run("ip", "-6", "addr", "show", "dev", "lo"), StringComparison.Ordinal);
        Assert.Equal(0, Run(host, "--cleanup").ExitCode);
    }

    [NamespaceFact]
    public void A_change_of_implementation_leaves_no_rules_in_the_other()
    {
        var host = fixture.Captured("--backend legacy");
        Assert.Equal(0, Run(host, "--backend nft").ExitCode);
        Assert.DoesNotContain("MESH", Saved(host, "legacy"), StringComparison.Ordinal);
        Assert.Contains("MESH_OUTPUT", Saved(host), StringComparison.Ordinal);
    }

    [NamespaceFact]
    public void Where_the_hosts_own_rules_are_legacy_ones_ours_join_them()
    {
        var host = fixture.Fresh();
        host.Run("iptables-legacy", "-t", "nat", "-A", "POSTROUTING", "-s", "10.200.0.0/16", "-j", "RETURN");
        Assert.Equal(0, Run(host, "").ExitCode);
        Assert.Contains("MESH_OUTPUT", Saved(host, "legacy"), StringComparison.Ordinal);
    }

    [NamespaceFact]
    public async Task No_connection_escapes_while_the_rules_are_replaced()
    {
        var host = fixture.Captured();
        using var proxy = ListenV4(host, 15001);
        using var stopConnecting = new CancellationTokenSource();
        using var stopAccepting = new CancellationTokenSource();
        using var remote = ListenV4(fixture.Remote, 8500);
        var escaped = remote.AcceptAsync(stopAccepting.Token).AsTask();
        var accepting = DrainAsync(proxy, stopAccepting.Token);
        var connecting = ConnectAgainAndAgainAsync(host, new IPEndPoint(fixture.Remote.IPv4, 8500), stopConnecting.Token);
        for (var round = 0; round < 4; round++)
        {
            Assert.Equal(0, Run(host, round % 2 == 0 ? "--validate false --capture-dns" : "--validate false").ExitCode);
        }

        await stopConnecting.CancelAsync();
        Assert.True(await connecting > 20);
        await stopAccepting.CancelAsync();
        Assert.Equal(await connecting, await accepting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => escaped);
    }

    private static async Task<int> ConnectAgainAndAgainAsync(NetworkHost host, IPEndPoint target, CancellationToken stop)
    {
        var count = 0;
        while (!stop.IsCancellationRequested)
        {
            using var socket = await host.ConnectAsync(target, cancellation: CancellationToken.None);
            using var deadline = new CancellationTokenSource(Mesh.TestKit.Eventually.DefaultTimeout);
            Assert.Equal(1, await socket.ReceiveAsync(new byte[1], deadline.Token));
            count++;
        }

        return count;
    }

    private static async Task<int> DrainAsync(Socket listener, CancellationToken stop)
    {
        var count = 0;
        try
        {
            while (true)
            {
                using var accepted = await listener.AcceptAsync(stop);
                await accepted.SendAsync(new byte[1], CancellationToken.None);
                count++;
            }
        }
        catch (OperationCanceledException)
        {
            return count;
        }
    }

    // An implementation may keep an empty table that it had to make.
    private static IEnumerable<string> WithoutEmptyTables(string saved) =>
        saved.Split('*').Where(table => table.Contains("\n-A", StringComparison.Ordinal)).SelectMany(table => table.Split('\n')).Where(line => line.Length > 0);
}
