namespace Mesh.Proxy.Probes;

/// <summary>How an application is asked for its health.</summary>
internal enum AppProbeKind
{
    /// <summary>A TCP connection that is accepted.</summary>
    Tcp,

    /// <summary>A GET over HTTP/1.1 that is answered 200 to 399.</summary>
    Http,

    /// <summary>Like <see cref="Http"/>, over TLS; the application's certificate is not verified, as the kubelet does not either.</summary>
    Https,

    /// <summary>grpc.health.v1.Health/Check over HTTP/2 that is answered SERVING.</summary>
    Grpc,
}

/// <summary>One of the application's own probes, which the proxy makes for the kubelet.</summary>
/// <param name="Kind">How.</param>
/// <param name="Port">The application's port.</param>
/// <param name="TimeoutSeconds">After this the probe has failed; 1 to 3600.</param>
internal sealed record AppProbe(AppProbeKind Kind, int Port, int TimeoutSeconds)
{
    /// <summary>HTTP: what is asked for; begins with a slash.</summary>
    public string Path { get; init; } = "/";

    /// <summary>HTTP: the Host header; null: address and port.</summary>
    public string? Host { get; init; }

    /// <summary>HTTP: further headers; names in lower case.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>gRPC: the service that is asked about; empty: the server as a whole.</summary>
    public string Service { get; init; } = "";
}
