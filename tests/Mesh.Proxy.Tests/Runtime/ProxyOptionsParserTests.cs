using System.Net;
using Mesh.Proxy.Admission;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Tests.Runtime;

public class ProxyOptionsParserTests
{
    private static readonly string[] Required =
    [
        "--workload", "shop/web-1", "--address", "10.0.0.7", "--ca", "10.0.0.2:15013", "--control-plane", "10.0.0.2:15012",
        "--token-file", "/t", "--state-dir", "/s",
    ];

    [Fact]
    public void Required_flags_are_enough()
    {
        var options = Parse(Required);
        Assert.Equal("shop/web-1", options.Workload);
        Assert.Equal([IPAddress.Parse("10.0.0.7")], options.Addresses);
        Assert.Equal("/s/admin.sock", options.AdminSocket);
        Assert.Equal(CaptureMode.Iptables, options.Capture);
        Assert.Equal(15001, options.OutboundListen.Port);
        Assert.Equal(TimeSpan.FromSeconds(30), options.DrainDeadline);
    }

    [Fact]
    public void Values_may_follow_an_equals_sign_and_addresses_may_repeat()
    {
        var options = Parse([.. Required, "--address=fd00::7", "--capture=none", "--drain-deadline=300ms", "--loops=4", "--dns-listen=[::1]:53"]);
        Assert.Equal(2, options.Addresses.Count);
        Assert.Equal(3, Parse([.. Required, "--address=10.0.0.8,fd00::7"]).Addresses.Count);
        Assert.Equal((CaptureMode.None, TimeSpan.FromMilliseconds(300), 4, 53), (options.Capture, options.DrainDeadline, options.Loops, options.DnsListen.Port));
    }

    [Fact]
    public void How_TCP_is_watched_has_defaults_and_may_be_turned_off()
    {
        var defaults = Parse(Required).Tcp;
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromSeconds(10)), (defaults.IdleTimeout, defaults.ConnectTimeout));
        Assert.Equal((30, 0), (defaults.Sockets.KeepAliveSeconds, defaults.Sockets.UserTimeoutMilliseconds));
        var off = Parse([.. Required, "--tcp-idle-timeout", "off", "--tcp-keepalive", "off", "--tcp-user-timeout", "5s"]).Tcp;
        Assert.Equal((Timeout.InfiniteTimeSpan, 0, 5000), (off.IdleTimeout, off.Sockets.KeepAliveSeconds, off.Sockets.UserTimeoutMilliseconds));
    }

    [Fact]
    public void Limits_have_defaults_and_flags()
    {
        var defaults = Parse(Required).Limits;
        Assert.Equal((61_440, 100, 50_000), (defaults.HeaderBytes, defaults.Headers, defaults.Connections.All));
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)), (defaults.HeaderTimeout, defaults.HttpIdleTimeout));
        var limits = Parse([.. Required, "--max-header-bytes=8192", "--max-headers=50", "--header-timeout=5s", "--http-idle-timeout=2m", "--max-connections=9", "--max-outbound-connections=8", "--max-inbound-connections=7", "--max-tunnel-connections=6", "--max-connections-per-source=5", "--max-connection-rate=4", "--max-streams=3", "--max-body-buffer=2"]).Limits;
        Assert.Equal((8192, 50, 9), (limits.HeaderBytes, limits.Headers, limits.Connections.All));
        Assert.Equal((1024, 65536), (defaults.Streams, defaults.BodyBuffer));
        Assert.Equal((3, 2), (limits.Streams, limits.BodyBuffer));
        Assert.Equal(new ConnectionOptions { All = 9, Outbound = 8, Inbound = 7, Tunnel = 6, PerSource = 5, Rate = 4 }, limits.Connections);
        Assert.Equal(new ConnectionOptions(), Parse([.. Required, "--max-connection-rate", "off", "--max-connections-per-source=off"]).Limits.Connections);
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2)), (limits.HeaderTimeout, limits.HttpIdleTimeout));
    }

    [Theory]
    [InlineData("64Mi", 67108864L)]
    [InlineData("1Gi", 1073741824L)]
    [InlineData("20000000", 20000000L)]
    [InlineData("off", null)]
    public void The_memory_limit_is_a_size(string text, long? expected) => Assert.Equal(expected, Parse([.. Required, "--memory-limit", text]).MemoryLimit);

    [Fact]
    public void Services_may_be_named_and_roots_may_be_in_a_file()
    {
        var options = Parse([.. Required.Where(a => a is not "--ca" and not "10.0.0.2:15013"), "--ca", "mesh-ca.mesh-system.svc:15013", "--root-file", "/r"]);
        Assert.Equal("mesh-ca.mesh-system.svc:15013", options.CertAuthority.ToString());
    }

    [Theory]
    [InlineData("--ca", "10.0.0.2", "'10.0.0.2' is not HOST:PORT")]
    [InlineData("--dns-listen", "10.0.0.2", "'10.0.0.2' is not IP:PORT")]
    [InlineData("--trust-domain", "cluster.local", "--trust-domain goes with --root-file")]
    [InlineData("--address", "10.0.0.7,", "'' is not an IP address")]
    [InlineData("--dns-upstream", "/does/not/exist", "--dns-upstream: /does/not/exist cannot be read")]
    [InlineData("--dns-upstream", "/dev/null", "/dev/null names no name server")]
    [InlineData("--memory-limit", "15Mi", "'15Mi' is not a size of at least 16Mi")]
    [InlineData("--memory-limit", "64MB", "'64MB' is not a size")]
    [InlineData("--tcp-connect-timeout", "off", "'off' is not a duration")]
    [InlineData("--loops", "0", "'0' is not a number from 1 to 64")]
    [InlineData("--max-header-bytes", "65536", "'65536' is not a number from 1024 to 61440")]
    [InlineData("--header-timeout", "0s", "'0s' is not a duration")]
    [InlineData("--drain-deadline", "soon", "'soon' is not a duration")]
    [InlineData("--capture", "magic", "'magic' is none of iptables, none")]
    [InlineData("--address", "web", "'web' is not an IP address")]
    [InlineData("--workload", "web", "'web' is not NAMESPACE/NAME")]
    [InlineData("--colour", "red", "--colour is not a flag")]
    public void Says_what_is_wrong(string flag, string value, string expected)
    {
        string[] args = [.. Required.Where((_, i) => Required[i / 2 * 2] != flag), flag, value];
        var parser = new ProxyOptionsParser();
        Assert.Null(parser.Parse(args));
        Assert.Contains(parser.Errors, e => e.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Collects_all_errors()
    {
        var parser = new ProxyOptionsParser();
        Assert.Null(parser.Parse(["--loops", "99", "stray"]));
        Assert.Equal(8, parser.Errors.Count);
    }

    private static ProxyOptions Parse(string[] args)
    {
        var parser = new ProxyOptionsParser();
        var options = parser.Parse(args);
        Assert.Empty(parser.Errors);
        return options!;
    }
}
