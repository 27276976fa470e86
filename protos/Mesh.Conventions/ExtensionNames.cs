namespace Mesh.Conventions;

/// <summary>Names of the mesh's extension points inside xDS resources.</summary>
public static class ExtensionNames
{
    /// <summary>Key of <c>EndpointInfo</c> in an endpoint's typed metadata.</summary>
    public const string EndpointMetadata = "mesh.endpoint";

    /// <summary>Transport socket of clusters whose endpoints say how they are reached.</summary>
    public const string MeshTransport = "mesh.transport_sockets.mesh";

    /// <summary>The default load balancer.</summary>
    public const string PeakEwma = "mesh.load_balancing.peak_ewma";

    /// <summary>Envoy's HTTP filter of a network filter chain.</summary>
    public const string HttpConnectionManager = "envoy.filters.network.http_connection_manager";

    /// <summary>Envoy's TCP filter of a network filter chain.</summary>
    public const string TcpProxy = "envoy.filters.network.tcp_proxy";

    /// <summary>Envoy's final HTTP filter.</summary>
    public const string Router = "envoy.filters.http.router";

    /// <summary>Application protocols that select a listener's HTTP chain.</summary>
    public const string SniffedHttp1 = "http/1.1";

    /// <inheritdoc cref="SniffedHttp1"/>
    public const string SniffedHttp2 = "h2c";

    /// <summary>A filter chain's <c>transport_protocol</c> for connections that start with a TLS ClientHello.</summary>
    public const string TlsTransport = "tls";
}
