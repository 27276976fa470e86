namespace Mesh.Conventions;

/// <summary>
/// Names in the JSON of <see cref="InjectionNames.AppProbesVariable"/>, by which the injector tells the proxy the probes that it took over:
/// an object from <c>CONTAINER/PROBE</c>, the end of the path that the kubelet asks for, to what to do. Ports are numbers.
/// <code>{"web/readyz": {"httpGet": {"port": 8080, "path": "/ok", "scheme": "HTTP", "headers": [{"name": "Host", "value": "a"}]}, "timeoutSeconds": 1}}</code>
/// Instead of <c>httpGet</c>: <c>"tcpSocket": {"port": 6379}</c> or <c>"grpc": {"port": 9000, "service": ""}</c>.
/// </summary>
public static class AppProbeNames
{
    /// <summary>Path of the proxy's port 15020 below which probes are answered.</summary>
    public const string PathPrefix = "/app-health/";

    /// <summary>Last segment of the path: the liveness probe.</summary>
    public const string Liveness = "livez";

    /// <summary>Last segment of the path: the readiness probe.</summary>
    public const string Readiness = "readyz";

    /// <summary>Last segment of the path: the startup probe.</summary>
    public const string Startup = "startupz";

    /// <summary>Last segment of the path: the HTTP hook after a container's start.</summary>
    public const string PostStart = "poststart";

    /// <summary>Last segment of the path: the HTTP hook before a container's end.</summary>
    public const string PreStop = "prestop";
}
