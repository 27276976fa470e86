using Mesh.ProxyInit.Options;

namespace Mesh.ProxyInit.Rules;

/// <summary>Conditions of rules, spelled as <c>iptables-save</c> prints them.</summary>
internal static class Match
{
    public static string DestinationPort(int port) => $"-p tcp -m tcp --dport {port}";

    public static string DestinationPort(PortRange range) =>
        range.First == range.Last ? DestinationPort(range.First) : $"-p tcp -m tcp --dport {range.First}:{range.Last}";

    public static IEnumerable<string> Proxy(CaptureOptions options) => [Uid(options.ProxyUid), Gid(options.ProxyGid)];

    public static IEnumerable<string> ExcludedOwners(CaptureOptions options) =>
        options.ExcludedUids.Select(Uid).Concat(options.ExcludedGids.Select(Gid));

    private static string Uid(uint uid) => $"-m owner --uid-owner {uid}";

    private static string Gid(uint gid) => $"-m owner --gid-owner {gid}";
}
