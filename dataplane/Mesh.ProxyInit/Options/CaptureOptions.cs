using Mesh.Conventions;

namespace Mesh.ProxyInit.Options;

/// <summary>What is captured and what is not. Only <see cref="OptionsReader"/> makes it from user input, so every value is valid.</summary>
internal sealed record CaptureOptions
{
    public ProxyPorts Ports { get; init; } = new();

    /// <value>Whoever runs as this user is the proxy and is not captured. Default 1337.</value>
    public uint ProxyUid { get; init; } = MeshIdentities.ProxyUid;

    /// <value>Whoever runs with this group is the proxy and is not captured. Default 1337.</value>
    public uint ProxyGid { get; init; } = MeshIdentities.ProxyUid;

    /// <value>Ports of this workload. Default: all are captured.</value>
    public PortFilter InboundPorts { get; init; } = PortFilter.All;

    /// <value>Addresses of clients. Default: all are captured.</value>
    public AddressFilter InboundSources { get; init; } = AddressFilter.All;

    /// <value>Ports of the destinations. Default: all are captured.</value>
    public PortFilter OutboundPorts { get; init; } = PortFilter.All;

    /// <value>Addresses of the destinations. Default: all are captured.</value>
    public AddressFilter OutboundDestinations { get; init; } = AddressFilter.All;

    /// <value>Users whose connections and DNS queries go out untouched.</value>
    public IReadOnlyList<uint> ExcludedUids { get; init; } = [];

    /// <value>Groups whose connections and DNS queries go out untouched.</value>
    public IReadOnlyList<uint> ExcludedGids { get; init; } = [];

    /// <value>Network interfaces on which nothing is captured.</value>
    public IReadOnlyList<string> ExcludedInterfaces { get; init; } = [];

    /// <value>Whether DNS queries (port 53, UDP and TCP) go to the proxy. Default false.</value>
    public bool CaptureDns { get; init; }
}
