using Mesh.TestKit.Network;

namespace Mesh.Bench.Pairs;

/// <summary>The pairs by name.</summary>
internal static class PairCatalog
{
    public static IReadOnlyList<string> All { get; } = ["direct", "mesh", "nginx", "haproxy-h1", "haproxy-h2"];

    /// <param name="name">One of <see cref="All"/>.</param>
    /// <param name="fabric">Where its hosts are made.</param>
    /// <param name="certificates">What the proxies of nginx and HAProxy show each other.</param>
    /// <param name="firstDestinations">How many never-used destinations the first-request scenario needs.</param>
    public static IProxyPair Create(string name, NetworkFabric fabric, PairCertificates certificates, int firstDestinations)
    {
        var hosts = PairHosts.Create(fabric, name);
        return name switch
        {
            "direct" => new DirectPair(hosts),
            "mesh" => new MeshPair(hosts, fabric.AddHost("control"), firstDestinations),
            "nginx" => new NginxPair(hosts, certificates, firstDestinations),
            "haproxy-h1" => new HaproxyPair(hosts, certificates, firstDestinations, http2: false),
            "haproxy-h2" => new HaproxyPair(hosts, certificates, firstDestinations, http2: true),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not a pair"),
        };
    }
}
