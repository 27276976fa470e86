namespace Mesh.Cli.LocalMeshes;

/// <summary>Where the workloads of a local mesh run.</summary>
internal enum NetworkMode
{
    /// <summary>Each in its own network namespace, with transparent capture. Needs root.</summary>
    Namespaces,

    /// <summary>All on loopback addresses; applications call the ports of their WorkloadEntry's <c>outbounds</c>.</summary>
    Loopback,
}
