using System.Net;

namespace Mesh.Model.Compiled;

/// <summary>Where a backend's traffic can go.</summary>
/// <param name="Address">Address and port of the application.</param>
/// <param name="Weight">At least 1.</param>
/// <param name="Workload">The workload at the address; null when there is no proxy.</param>
internal sealed record EndpointModel(IPEndPoint Address, int Weight, WorkloadModel? Workload);
