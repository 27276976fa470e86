using System.Text;
using Mesh.ProxyInit.Options;

namespace Mesh.ProxyInit.Rules;

/// <summary>All rules of one IP version, rendered from the options alone.</summary>
internal sealed class RuleSet
{
    private RuleSet(FamilyAddresses addresses, IReadOnlyList<TableRules> tables)
    {
        Addresses = addresses;
        Tables = tables;
    }

    public FamilyAddresses Addresses { get; }

    /// <summary>Tables in the order in which they are committed: connection tracking is told apart before anything is redirected.</summary>
    public IReadOnlyList<TableRules> Tables { get; }

    public static RuleSet For(CaptureOptions options, FamilyAddresses addresses)
    {
        var nat = NatRules.For(options, addresses);
        return new RuleSet(addresses, options.CaptureDns ? [DnsZoneRules.For(options), nat] : [nat]);
    }

    /// <summary>The rules as input of <c>iptables-restore --noflush</c> on a host that has none of them.</summary>
    public string Render()
    {
        var text = new StringBuilder();
        foreach (var table in Tables)
        {
            text.Append('*').Append(table.Table).Append('\n');
            foreach (var chain in table.Chains)
            {
                text.Append(':').Append(chain).Append(" - [0:0]\n");
            }

            foreach (var rule in table.Rules)
            {
                text.Append(rule).Append('\n');
            }

            text.Append("COMMIT\n");
        }

        return text.ToString();
    }
}
