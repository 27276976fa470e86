namespace Mesh.Discovery.Resources;

/// <summary>
/// Type URLs of the messages inside resources. Written down: asking the generated classes would load the descriptors of all of Envoy's
/// messages, a megabyte that a proxy needs for nothing else.
/// </summary>
internal static class ExtensionUrls
{
    public const string HttpConnectionManager = Prefix + "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
    public const string TcpProxy = Prefix + "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy";
    public const string Router = Prefix + "envoy.extensions.filters.http.router.v3.Router";
    public const string EndpointInfo = Prefix + "mesh.extensions.v1.EndpointInfo";
    public const string PeakEwma = Prefix + "mesh.extensions.v1.PeakEwma";

    private const string Prefix = "type.googleapis.com/";
}
