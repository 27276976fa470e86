using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Protocols;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Identity;

namespace Mesh.Model.Compiled;

/// <summary>A workload, and all that its proxy has to know of it.</summary>
/// <param name="Name">Namespace and name.</param>
/// <param name="Addresses">The addresses its proxy answers for, the preferred first.</param>
/// <param name="ServiceAccount">Last part of its identity.</param>
/// <param name="Identity">The SPIFFE id its proxy must present.</param>
public sealed record WorkloadModel(NamespacedName Name, ImmutableArray<IPAddress> Addresses, string ServiceAccount, SpiffeId Identity)
{
    /// <summary>Whether a proxy takes tunnels for it.</summary>
    internal bool HasProxy { get; init; } = true;

    /// <summary>The node it runs on; null when it is not known.</summary>
    internal string? Node { get; init; }

    /// <summary>The zone of that node; null when it is not known.</summary>
    internal string? Zone { get; init; }

    /// <summary>Ports that something is known of, by number.</summary>
    internal ImmutableSortedDictionary<int, WorkloadPortModel> Ports { get; init; } = ImmutableSortedDictionary<int, WorkloadPortModel>.Empty;

    /// <summary>What ports accept that are not in <see cref="Ports"/>.</summary>
    internal PeerMode DefaultMode { get; init; }

    /// <summary>Where its proxy listens on behalf of services.</summary>
    internal ImmutableArray<ExplicitListenerModel> ExplicitListeners { get; init; } = [];

    /// <summary>What a port accepts.</summary>
    internal PeerMode ModeOf(int port) => Ports.TryGetValue(port, out var known) ? known.Mode : DefaultMode;

    /// <summary>How a port is read.</summary>
    internal ApplicationProtocol ProtocolOf(int port) =>
        Ports.TryGetValue(port, out var known) ? known.Protocol : ProtocolDeclaration.Of(null, port);
}

/// <summary>One port of a workload.</summary>
/// <param name="Protocol">How its bytes are read.</param>
/// <param name="Mode">What it accepts.</param>
/// <param name="Services">Names of the service ports it backs, ordered.</param>
internal sealed record WorkloadPortModel(ApplicationProtocol Protocol, PeerMode Mode, ImmutableArray<string> Services)
{
    /// <summary>Version of the PROXY protocol that the application expects; null for none.</summary>
    internal ProxyProtocolVersion? ProxyProtocol { get; init; }
}

/// <summary>A local address that stands for a service port.</summary>
/// <param name="Listen">Where the proxy listens.</param>
/// <param name="Destination">The service's address and port, the name of a Listener resource.</param>
internal sealed record ExplicitListenerModel(IPEndPoint Listen, IPEndPoint Destination);
