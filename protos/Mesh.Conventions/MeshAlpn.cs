namespace Mesh.Conventions;

/// <summary>ALPN protocol ids between proxies.</summary>
public static class MeshAlpn
{
    /// <summary>The mesh tunnel, version 1 (docs/tunnel.md).</summary>
    public const string Tunnel = "mesh/1";

    /// <summary>HBONE: HTTP/2 CONNECT.</summary>
    public const string Hbone = "h2";
}
