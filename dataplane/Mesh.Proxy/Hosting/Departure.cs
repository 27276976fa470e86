namespace Mesh.Proxy.Hosting;

/// <summary>How a proxy leaves.</summary>
internal enum Departure
{
    /// <summary>With its workload: the callers are to go to other endpoints, the application is served to the last.</summary>
    WithWorkload,

    /// <summary>Another process has its sockets: callers and application are to come again, there.</summary>
    Replaced,
}
