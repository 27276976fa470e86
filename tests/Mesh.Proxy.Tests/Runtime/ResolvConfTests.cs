using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Tests.Runtime;

public class ResolvConfTests
{
    [Theory]
    [InlineData("search shop.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n", "10.96.0.10:53")]
    [InlineData("# nameserver 1.1.1.1\n  nameserver\tfd00::a \r\nnameserver 10.0.0.1", "[fd00::a]:53")]
    [InlineData("nameserver dns.example\nnameserver 10.0.0.2 # second", "10.0.0.2:53")]
    [InlineData("nameservers 10.0.0.1", null)]
    [InlineData("", null)]
    public void The_first_server_counts(string text, string? expected) => Assert.Equal(expected, ResolvConf.Parse(text)?.ToString());
}
