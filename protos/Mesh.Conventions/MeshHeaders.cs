namespace Mesh.Conventions;

/// <summary>HTTP header names with a meaning to the mesh. All lower case.</summary>
public static class MeshHeaders
{
    /// <summary>On a tunnel's HTTP stream: the address the application dialled, <c>ip:port</c>. Overwritten by the caller's proxy, stripped by the callee's.</summary>
    public const string OriginalDestination = "x-mesh-original-dst";

    /// <summary>On a tunnel's HTTP stream: the HTTP version the application spoke (<c>1.0</c>, <c>1.1</c> or <c>2</c>). Overwritten by the caller's proxy, stripped by the callee's.</summary>
    public const string AppVersion = "x-mesh-app-version";

    /// <summary>On a tunnel's stream: the service port that was called, <c>catalog.shop:80</c>. For telemetry only.</summary>
    public const string Service = "x-mesh-service";

    /// <summary>On a tunnel's stream: the IP address of the application that called, as its own proxy saw it; with its port on a byte stream. Overwritten by the caller's proxy, stripped by the callee's.</summary>
    public const string Source = "x-mesh-source";

    /// <summary>How many proxies a request left a workload through, 1 to 10. Counted by each caller's proxy; the one reserved header that applications see: a request can only go in circles through applications that pass it on.</summary>
    public const string Hops = "x-mesh-hops";

    /// <summary>
    /// On a tunnel's response to an upgrade that the application ignored: its 2xx status, which in <c>:status</c> would accept the upgrade (RFC 8441
    /// §5). Written by the callee's proxy, taken back by the caller's.
    /// </summary>
    public const string AppStatus = "x-mesh-app-status";

    /// <summary>To the application: the caller's identity as <c>URI=spiffe://…</c>. Set by the callee's proxy alone, stripped from what comes in.</summary>
    public const string ForwardedClientCert = "x-forwarded-client-cert";

    /// <summary>On a response made by a proxy: the response flag and a hint.</summary>
    public const string Error = "x-mesh-error";

    /// <summary>Prefix of all headers that only proxies may set.</summary>
    public const string ReservedPrefix = "x-mesh-";
}
