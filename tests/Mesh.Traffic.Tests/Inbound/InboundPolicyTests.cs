using System.Net;
using Mesh.Traffic.Inbound;

namespace Mesh.Traffic.Tests.Inbound;

public sealed class InboundPolicyTests
{
    private static readonly InboundPolicy Policy = new(
        [IPAddress.Parse("10.0.0.7"), IPAddress.Parse("2001:db8::7")],
        [
            new InboundPort { Port = 80, Protocol = InboundProtocol.Http, MtlsMode = MtlsMode.Strict },
            new InboundPort { Port = 6379, Protocol = InboundProtocol.Tcp, MtlsMode = MtlsMode.Permissive },
            new InboundPort { Port = 9000, Protocol = InboundProtocol.Auto, MtlsMode = MtlsMode.Disable },
        ],
        MtlsMode.Permissive);

    [Theory]
    [InlineData(80, InboundVerdict.RefusePlaintext)]
    [InlineData(6379, InboundVerdict.Accept)]
    [InlineData(9000, InboundVerdict.Accept)]
    [InlineData(1234, InboundVerdict.Accept)]
    [InlineData(15020, InboundVerdict.RefuseReservedPort)]
    public void Plaintext(int port, InboundVerdict expected) => Assert.Equal(expected, Policy.DecidePlaintext(port));

    [Fact]
    public void Unlisted_ports_have_the_default_mode() =>
        Assert.Equal(InboundVerdict.RefusePlaintext, new InboundPolicy([], [], MtlsMode.Strict).DecidePlaintext(1234));

    [Theory]
    [InlineData("10.0.0.7:80", TunnelStreamKind.HttpRequest, InboundVerdict.Accept)]
    [InlineData("10.0.0.7:80", TunnelStreamKind.Connect, InboundVerdict.AcceptAsHttp)]
    [InlineData("10.0.0.7:6379", TunnelStreamKind.Connect, InboundVerdict.Accept)]
    [InlineData("10.0.0.7:6379", TunnelStreamKind.HttpRequest, InboundVerdict.Accept)]
    [InlineData("10.0.0.7:1234", TunnelStreamKind.Connect, InboundVerdict.Accept)]
    [InlineData("10.0.0.7:9000", TunnelStreamKind.Connect, InboundVerdict.RefuseTunnel)]
    [InlineData("[2001:db8::7]:6379", TunnelStreamKind.Connect, InboundVerdict.Accept)]
    [InlineData("[::ffff:10.0.0.7]:6379", TunnelStreamKind.Connect, InboundVerdict.Accept)]
    [InlineData("10.0.0.8:80", TunnelStreamKind.HttpRequest, InboundVerdict.RefuseForeignAddress)]
    [InlineData("127.0.0.1:80", TunnelStreamKind.Connect, InboundVerdict.RefuseForeignAddress)]
    [InlineData("0.0.0.0:80", TunnelStreamKind.Connect, InboundVerdict.RefuseForeignAddress)]
    [InlineData("10.0.0.7:15000", TunnelStreamKind.Connect, InboundVerdict.RefuseReservedPort)]
    [InlineData("10.0.0.7:15020", TunnelStreamKind.HttpRequest, InboundVerdict.RefuseReservedPort)]
    [InlineData("10.0.0.7:15099", TunnelStreamKind.Connect, InboundVerdict.RefuseReservedPort)]
    [InlineData("10.0.0.7:15100", TunnelStreamKind.Connect, InboundVerdict.Accept)]
    [InlineData("10.0.0.7:0", TunnelStreamKind.Connect, InboundVerdict.RefuseReservedPort)]
    public void Tunnel(string target, TunnelStreamKind kind, InboundVerdict expected) =>
        Assert.Equal(expected, Policy.DecideTunnel(IPEndPoint.Parse(target), kind));
}
