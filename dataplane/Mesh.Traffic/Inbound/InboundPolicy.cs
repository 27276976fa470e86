using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Mesh.Conventions;
using Mesh.Identity;

namespace Mesh.Traffic.Inbound;

/// <summary>What the proxy accepts for its workload.</summary>
public sealed class InboundPolicy
{
    private readonly FrozenDictionary<int, InboundPort> _ports;
    private readonly InboundPort _otherPorts;

    /// <summary>Creates a policy.</summary>
    /// <param name="addresses">The workload's own addresses.</param>
    /// <param name="ports">Its ports, each once.</param>
    /// <param name="defaultMtlsMode">For ports that are not listed.</param>
    public InboundPolicy(ImmutableArray<IPAddress> addresses, ImmutableArray<InboundPort> ports, MtlsMode defaultMtlsMode)
    {
        Addresses = [.. addresses.Select(address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)];
        Ports = ports;
        _ports = ports.ToFrozenDictionary(port => port.Port);
        _otherPorts = new InboundPort { Port = 0, MtlsMode = defaultMtlsMode };
    }

    /// <summary>Workload name. Default empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Workload namespace. Default empty.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The identity the workload must have; null when the control plane named none.</summary>
    public SpiffeId? Identity { get; init; }

    /// <summary>The workload's own addresses.</summary>
    public ImmutableArray<IPAddress> Addresses { get; }

    /// <summary>The ports that are listed.</summary>
    public ImmutableArray<InboundPort> Ports { get; }

    /// <summary>Whether any port takes connections outside a tunnel.</summary>
    public bool TakesPlaintext => _otherPorts.MtlsMode != MtlsMode.Strict || Ports.Any(port => port.MtlsMode != MtlsMode.Strict);

    /// <summary>Without transparent capture: addresses the proxy listens on for the application.</summary>
    public ImmutableArray<ExplicitListener> ExplicitListeners { get; init; } = [];

    /// <summary>The settings of a port, listed or not.</summary>
    public InboundPort PortOf(int port) => _ports.GetValueOrDefault(port, _otherPorts);

    /// <summary>Decides on a connection that reached the proxy outside a tunnel.</summary>
    /// <param name="port">The application's port it was made to.</param>
    public InboundVerdict DecidePlaintext(int port) =>
        IsReserved(port) ? InboundVerdict.RefuseReservedPort
        : PortOf(port).MtlsMode == MtlsMode.Strict ? InboundVerdict.RefusePlaintext
        : InboundVerdict.Accept;

    /// <summary>Decides on a stream of a tunnel, whose peer is authenticated.</summary>
    /// <param name="target">The application's address the stream is for.</param>
    /// <param name="kind">What it carries.</param>
    public InboundVerdict DecideTunnel(IPEndPoint target, TunnelStreamKind kind)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!IsOwn(target.Address))
            return InboundVerdict.RefuseForeignAddress;
        if (IsReserved(target.Port))
            return InboundVerdict.RefuseReservedPort;
        var port = PortOf(target.Port);
        if (port.MtlsMode == MtlsMode.Disable)
            return InboundVerdict.RefuseTunnel;
        return kind == TunnelStreamKind.Connect && port.Protocol == InboundProtocol.Http
            ? InboundVerdict.AcceptAsHttp
            : InboundVerdict.Accept;
    }

    /// <summary>Whether an address is the workload's.</summary>
    public bool IsOwn(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var own in Addresses)
        {
            if (own.Equals(plain))
                return true;
        }
        return false;
    }

    private static bool IsReserved(int port) => port == 0 || MeshPorts.IsReserved(port);
}
