using Mesh.Api.Protocols;
using Mesh.Api.Resources;

namespace Mesh.Api.Tests.Protocols;

public sealed class ProtocolDeclarationTests
{
    [Theory]
    [InlineData("http", ApplicationProtocol.Http)]
    [InlineData("HTTP", ApplicationProtocol.Http)]
    [InlineData("http2", ApplicationProtocol.Http)]
    [InlineData("grpc", ApplicationProtocol.Http)]
    [InlineData("kubernetes.io/h2c", ApplicationProtocol.Http)]
    [InlineData("kubernetes.io/ws", ApplicationProtocol.Http)]
    [InlineData("kubernetes.io/wss", ApplicationProtocol.Tcp)]
    [InlineData("https", ApplicationProtocol.Tcp)]
    [InlineData("tcp", ApplicationProtocol.Tcp)]
    [InlineData("tls", ApplicationProtocol.Tcp)]
    [InlineData("redis", ApplicationProtocol.Tcp)]
    [InlineData("example.com/own", ApplicationProtocol.Tcp)]
    public void AppProtocol_decides(string appProtocol, ApplicationProtocol expected) =>
        Assert.Equal(expected, ProtocolDeclaration.Of(new ServicePort("tcp-x", 6379, PortReference.Of(6379)) { AppProtocol = appProtocol }));

    [Theory]
    [InlineData("http", 1, ApplicationProtocol.Http)]
    [InlineData("http-web", 1, ApplicationProtocol.Http)]
    [InlineData("grpc-web", 1, ApplicationProtocol.Http)]
    [InlineData("grpc-x-y", 1, ApplicationProtocol.Http)]
    [InlineData("tcp-x", 1, ApplicationProtocol.Tcp)]
    [InlineData("tls", 443, ApplicationProtocol.Tcp)]
    [InlineData("https-x", 443, ApplicationProtocol.Tcp)]
    [InlineData("httpx", 1, ApplicationProtocol.Undeclared)]
    [InlineData("web", 80, ApplicationProtocol.Undeclared)]
    [InlineData("web-http", 80, ApplicationProtocol.Undeclared)]
    [InlineData(null, 80, ApplicationProtocol.Undeclared)]
    [InlineData("http", 6379, ApplicationProtocol.Http)]
    [InlineData("web", 6379, ApplicationProtocol.Tcp)]
    [InlineData(null, 25, ApplicationProtocol.Tcp)]
    [InlineData(null, 587, ApplicationProtocol.Tcp)]
    [InlineData(null, 3306, ApplicationProtocol.Tcp)]
    [InlineData(null, 4444, ApplicationProtocol.Tcp)]
    [InlineData(null, 5432, ApplicationProtocol.Tcp)]
    [InlineData(null, 9300, ApplicationProtocol.Tcp)]
    [InlineData(null, 11211, ApplicationProtocol.Tcp)]
    [InlineData(null, 27017, ApplicationProtocol.Tcp)]
    public void Then_the_name_then_the_number(string? name, int port, ApplicationProtocol expected)
    {
        Assert.Equal(expected, ProtocolDeclaration.Of(new ServicePort(name, port, PortReference.Of("target"))));
        Assert.Equal(expected, ProtocolDeclaration.Of(name, port));
    }

    [Fact]
    public void An_opaque_target_port_counts_too() =>
        Assert.Equal(ApplicationProtocol.Tcp, ProtocolDeclaration.Of(new ServicePort(null, 80, PortReference.Of(6379))));
}
