using Mesh.ProxyInit.Options;

namespace Mesh.ProxyInit.Rules;

/// <summary>
/// The raw table: captured DNS queries are tracked in a zone of their own. Otherwise the proxy's upstream query that happens to
/// leave from the source port of an application's recent query matches that query's entry, and is redirected back to the proxy.
/// </summary>
internal static class DnsZoneRules
{
    public static TableRules For(CaptureOptions options)
    {
        var table = new TableRules("raw");
        var zone = $"-j CT --zone {options.Ports.Dns}";
        table.Add("OUTPUT", $"-p udp -m udp --dport 53 -j {OwnedChains.DnsZone}");
        table.Add("OUTPUT", $"-p udp -m udp --sport {options.Ports.Dns} -j {OwnedChains.DnsZone}");
        table.Add(OwnedChains.DnsZone, $"-p udp -m udp --sport {options.Ports.Dns} {zone}");
        foreach (var exempt in options.ExcludedInterfaces.Select(name => $"-o {name}").Concat(Match.Proxy(options)).Concat(Match.ExcludedOwners(options)))
        {
            table.Add(OwnedChains.DnsZone, $"{exempt} -j RETURN");
        }

        table.Add(OwnedChains.DnsZone, $"-p udp -m udp --dport 53 {zone}");
        return table;
    }
}
