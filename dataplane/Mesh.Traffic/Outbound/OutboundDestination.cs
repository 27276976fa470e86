using Mesh.Traffic.Routing;

namespace Mesh.Traffic.Outbound;

/// <summary>How connections to one address are handled.</summary>
public sealed class OutboundDestination
{
    private OutboundDestination(string name, DestinationProtocol protocol, RouteTable? http, TcpRoute? tcp, ServerNameTable? serverNames = null)
    {
        ServerNames = serverNames;
        Name = name;
        Protocol = protocol;
        Http = http;
        Tcp = tcp;
    }

    /// <summary>The address, <c>10.0.0.7:80</c> or <c>[2001:2::1]:80</c>.</summary>
    public string Name { get; }

    /// <summary>Which of the routes apply.</summary>
    public DestinationProtocol Protocol { get; }

    /// <summary>HTTP routes; null with <see cref="DestinationProtocol.Tcp"/> and <see cref="DestinationProtocol.Tls"/>.</summary>
    public RouteTable? Http { get; }

    /// <summary>TCP route; null with <see cref="DestinationProtocol.Http"/> and <see cref="DestinationProtocol.Tls"/>.</summary>
    public TcpRoute? Tcp { get; }

    /// <summary>TCP routes by TLS server name; null but with <see cref="DestinationProtocol.Tls"/>.</summary>
    public ServerNameTable? ServerNames { get; }

    /// <summary>A destination declared as HTTP.</summary>
    public static OutboundDestination ForHttp(string name, RouteTable http) =>
        new(name, DestinationProtocol.Http, http ?? throw new ArgumentNullException(nameof(http)), null);

    /// <summary>A destination declared as TCP.</summary>
    public static OutboundDestination ForTcp(string name, TcpRoute tcp) =>
        new(name, DestinationProtocol.Tcp, null, tcp ?? throw new ArgumentNullException(nameof(tcp)));

    /// <summary>A destination whose connections go where their TLS server name says.</summary>
    public static OutboundDestination ForTls(string name, ServerNameTable serverNames) =>
        new(name, DestinationProtocol.Tls, null, null, serverNames ?? throw new ArgumentNullException(nameof(serverNames)));

    /// <summary>A destination whose protocol is found out per connection.</summary>
    public static OutboundDestination ForAuto(string name, RouteTable http, TcpRoute tcp) =>
        new(name, DestinationProtocol.Auto, http ?? throw new ArgumentNullException(nameof(http)), tcp ?? throw new ArgumentNullException(nameof(tcp)));
}
