namespace Mesh.ProxyInit.Rules;

/// <summary>
/// What one table is to hold: chains in the order of their first mention and rules in order, each as <c>-A CHAIN …</c>.
/// Rules are spelled exactly as <c>iptables-save</c> prints them, so that what is wanted and what is there compare as text.
/// </summary>
internal sealed class TableRules(string table)
{
    private readonly List<string> _chains = [];
    private readonly List<string> _rules = [];

    public string Table { get; } = table;

    public IReadOnlyList<string> Chains => _chains;

    public IReadOnlyList<string> Rules => _rules;

    public void Add(string chain, string rule)
    {
        if (OwnedChains.All.Contains(chain) && !_chains.Contains(chain))
        {
            _chains.Add(chain);
        }

        _rules.Add($"-A {chain} {rule}");
    }
}
