using Mesh.TestKit.Programs;
using static Mesh.ProxyInit.Tests.Capture.CaptureFixture;

namespace Mesh.ProxyInit.Tests.Capture;

public sealed class ValidationTests(CaptureFixture fixture) : IClassFixture<CaptureFixture>
{
    [NamespaceFact]
    public void A_real_connection_and_a_real_query_prove_the_rules()
    {
        var result = Run(fixture.Fresh(), "--capture-dns");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("proven: a connection to 192.0.2.1:80 arrived at port 15001", result.Error, StringComparison.Ordinal);
        Assert.Contains("proven: a connection to [2001:db8::1]:80 arrived at port 15001", result.Error, StringComparison.Ordinal);
        Assert.Contains("proven: a datagram to 192.0.2.1:53 arrived at port 15053", result.Error, StringComparison.Ordinal);
        Assert.Contains("proven: a datagram to [2001:db8::1]:53 arrived at port 15053", result.Error, StringComparison.Ordinal);
    }

    [NamespaceFact]
    public void While_the_proxy_runs_its_acceptance_is_the_proof()
    {
        var host = fixture.Fresh();
        using var proxy = ListenV4(host, 15001);
        var result = Run(host, "");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("port 15001 is in use, so the proxy runs", result.Error, StringComparison.Ordinal);
    }

    [NamespaceFact]
    public void An_earlier_rule_that_takes_the_traffic_is_found()
    {
        var host = fixture.Fresh();
        host.Run("iptables", "-t", "nat", "-A", "OUTPUT", "-p", "tcp", "-j", "REDIRECT", "--to-ports", "9");
        var result = Run(host, "");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("did not reach port 15001", result.Error, StringComparison.Ordinal);
        Assert.Contains("iptables-save -t nat", result.Error, StringComparison.Ordinal);
    }

    [NamespaceFact]
    public void Without_any_route_the_rules_are_applied_and_the_lack_of_proof_is_said()
    {
        var host = fixture.Fresh();
        host.Run("ip", "link", "set", "eth0", "down");
        var result = Run(host, "");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("warning: no route to", result.Error, StringComparison.Ordinal);
    }

    [NamespaceFact]
    public void Without_default_route_a_neighbours_address_serves()
    {
        var host = fixture.Fresh();
        host.Run("ip", "route", "del", "default");
        host.Run("ip", "-6", "route", "del", "default");
        var result = Run(host, "");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("proven: a connection to 10.77.0.", result.Error, StringComparison.Ordinal);
        Assert.Contains("proven: a connection to [fd77::", result.Error, StringComparison.Ordinal);
    }

    [NamespaceFact]
    public void Without_the_right_to_change_rules_the_user_learns_what_to_do()
    {
        var host = fixture.Fresh();
        var result = host.Try("setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin", "--", BuiltProgram.Find("mesh-proxyinit"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the capability NET_ADMIN is missing", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("MESH", Saved(host), StringComparison.Ordinal);
    }

    [NamespaceFact]
    public void Wrong_options_end_with_2_and_a_line_per_mistake()
    {
        var result = Run(fixture.Remote, "--exclude-outbound-ports 0,70000 --frobnicate");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(3, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
