namespace Mesh.Bench.Addresses;

/// <summary>Ports inside a pair's two hosts, which are alone in their namespaces.</summary>
internal static class BenchPorts
{
    /// <summary>The applications, on the server host.</summary>
    public const int App = 8080;
    public const int Bulk = 9000;
    public const int Echo = 9001;
    public const int Grpc = 9002;

    /// <summary>The outbound proxies of nginx and HAProxy, on the client host's loopback.</summary>
    public const int OutboundHttp = 18080;
    public const int OutboundGrpc = 18082;
    public const int OutboundBulk = 19000;
    public const int OutboundEcho = 19001;
    public const int OutboundFirst = 20000;

    /// <summary>Their inbound proxies (mTLS), on the server host.</summary>
    public const int InboundHttp = 18443;
    public const int InboundGrpc = 18445;
    public const int InboundBulk = 19443;
    public const int InboundEcho = 19444;
}
