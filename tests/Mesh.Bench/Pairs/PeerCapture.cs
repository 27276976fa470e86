using System.Globalization;
using Mesh.Bench.Addresses;
using Mesh.TestKit.Network;

namespace Mesh.Bench.Pairs;

/// <summary>
/// The same capture for nginx and HAProxy as the mesh has: connections of the client's host are redirected to the outbound proxy, and those that reach the server's
/// host past the proxies would be redirected to the inbound one. With the rules comes connection tracking, whose cost every packet bears on both hosts.
/// </summary>
internal static class PeerCapture
{
    /// <param name="hosts">Where.</param>
    /// <param name="firstDestinations">How many never-used destinations there are.</param>
    public static void Apply(PairHosts hosts, int firstDestinations)
    {
        foreach (var (application, proxy) in new[]
        {
            (BenchPorts.App, BenchPorts.OutboundHttp), (BenchPorts.Bulk, BenchPorts.OutboundBulk), (BenchPorts.Echo, BenchPorts.OutboundEcho),
            (BenchPorts.Grpc, BenchPorts.OutboundGrpc),
        })
        {
            Redirect(hosts.Client, "OUTPUT", Number(application), Number(proxy));
        }

        if (firstDestinations > 0)
        {
            // Without --to-ports a connection keeps its port.
            Rule(hosts.Client, "OUTPUT", "--dport", $"{BenchPorts.OutboundFirst}:{BenchPorts.OutboundFirst + firstDestinations - 1}", "-j", "REDIRECT");
        }

        foreach (var port in new[] { BenchPorts.InboundHttp, BenchPorts.InboundBulk, BenchPorts.InboundEcho, BenchPorts.InboundGrpc })
        {
            Rule(hosts.Server, "PREROUTING", "--dport", Number(port), "-j", "RETURN");
        }

        Redirect(hosts.Server, "PREROUTING", Number(BenchPorts.App), Number(BenchPorts.InboundHttp));
    }

    private static void Redirect(NetworkHost host, string chain, string from, string to) => Rule(host, chain, "--dport", from, "-j", "REDIRECT", "--to-ports", to);

    private static void Rule(NetworkHost host, string chain, params IEnumerable<string> rule) =>
        host.Run("iptables", ["-w", "-t", "nat", "-A", chain, "-p", "tcp", "-m", "tcp", .. rule]);

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
