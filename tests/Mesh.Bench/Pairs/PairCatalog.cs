using System.Globalization;
using Mesh.TestKit.Network;

namespace Mesh.Bench.Pairs;

/// <summary>The pairs by name.</summary>
internal static class PairCatalog
{
    private const string OtherMesh = "mesh@";

    public static IReadOnlyList<string> All { get; } = ["direct", "mesh", "nginx", "haproxy-h1", "haproxy-h2"];

    /// <summary>Whether there is a pair of this name: one of <see cref="All"/>, or <c>mesh@</c> and the path of another proxy program.</summary>
    public static bool IsKnown(string name) => All.Contains(name) || (name.StartsWith(OtherMesh, StringComparison.Ordinal) && name.Length > OtherMesh.Length);

    /// <param name="name">A name that <see cref="IsKnown"/>.</param>
    /// <param name="fabric">Where its hosts are made.</param>
    /// <param name="certificates">What the proxies of nginx and HAProxy show each other.</param>
    /// <param name="firstDestinations">How many never-used destinations the first-request scenario needs.</param>
    /// <param name="capturesPeers">Whether nginx and HAProxy are behind iptables rules as the mesh is.</param>
    public static IProxyPair Create(string name, NetworkFabric fabric, PairCertificates certificates, int firstDestinations, bool capturesPeers)
    {
        var hostName = name.StartsWith(OtherMesh, StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"mesh{fabric.Hosts.Count}") : name;
        var hosts = PairHosts.Create(fabric, hostName);
        return name switch
        {
            "direct" => new DirectPair(hosts),
            "mesh" => new MeshPair(name, hosts, fabric.AddHost("control"), firstDestinations),
            _ when IsKnown(name) && hostName != name => new MeshPair(name, hosts, fabric.AddHost(hostName + "-cp"), firstDestinations, name[OtherMesh.Length..]),
            "nginx" => new NginxPair(hosts, certificates, firstDestinations, capturesPeers),
            "haproxy-h1" => new HaproxyPair(hosts, certificates, firstDestinations, capturesPeers, http2: false),
            "haproxy-h2" => new HaproxyPair(hosts, certificates, firstDestinations, capturesPeers, http2: true),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not a pair"),
        };
    }
}
