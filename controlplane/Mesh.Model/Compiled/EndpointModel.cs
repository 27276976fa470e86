using System.Collections.Immutable;
using System.Net;

namespace Mesh.Model.Compiled;

/// <summary>Where a backend's traffic can go.</summary>
/// <param name="Address">Address and port of the application.</param>
/// <param name="Weight">At least 1.</param>
/// <param name="Workload">The workload at the address; null when nothing is known of it.</param>
internal sealed record EndpointModel(IPEndPoint Address, int Weight, WorkloadModel? Workload)
{
    /// <summary>Takes new traffic.</summary>
    public bool IsReady { get; init; } = true;

    /// <summary>The node it is on; null when it is not known.</summary>
    public string? Node { get; init; }

    /// <summary>Zones whose clients should use it; empty: no hint.</summary>
    public ImmutableArray<string> ForZones { get; init; } = [];

    /// <summary>Nodes whose clients should use it; empty: no hint.</summary>
    public ImmutableArray<string> ForNodes { get; init; } = [];
}
