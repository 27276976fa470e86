using System.Text;
using Mesh.ProxyInit.Rules;

namespace Mesh.ProxyInit.Tables;

/// <summary>
/// Decides what <c>iptables-restore --noflush</c> must be told so that exactly the wanted rules of the mesh are there,
/// whatever was there before. A transaction per table: at no moment are there no rules, or twice the rules.
/// </summary>
internal static class RestorePlan
{
    /// <summary>Whether the tables already hold exactly the wanted rules.</summary>
    public static bool IsInPlace(RuleSet wanted, IReadOnlyList<SavedTable> saved)
    {
        var expected = wanted.Tables.ToDictionary(table => table.Table, table => table.Rules);
        return saved.Where(table => !table.IsEmpty).All(table => expected.ContainsKey(table.Name))
            && expected.All(table => saved.Any(s => s.Name == table.Key && Same(s.OwnRules, table.Value)));
    }

    /// <summary>Input that replaces the mesh's rules by the wanted ones.</summary>
    public static string Replace(RuleSet wanted, IReadOnlyList<SavedTable> saved)
    {
        var text = new StringBuilder();
        foreach (var table in wanted.Tables)
        {
            Write(text, table.Table, table, saved.FirstOrDefault(s => s.Name == table.Table));
        }

        foreach (var stale in saved.Where(s => !s.IsEmpty && wanted.Tables.All(table => table.Table != s.Name)))
        {
            Write(text, stale.Name, null, stale);
        }

        return text.ToString();
    }

    /// <summary>Input that removes the mesh's rules and nothing else; empty when there are none.</summary>
    public static string Remove(IReadOnlyList<SavedTable> saved)
    {
        var text = new StringBuilder();
        foreach (var table in saved.Where(table => !table.IsEmpty))
        {
            Write(text, table.Name, null, table);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, TableRules? wanted, SavedTable? saved)
    {
        var wantedChains = wanted?.Chains ?? [];
        var stale = (saved?.Chains ?? []).Except(wantedChains, StringComparer.Ordinal).ToArray();
        text.Append('*').Append(name).Append('\n');

        // With --noflush a chain's declaration creates it, or empties it when it exists.
        Append(text, wantedChains.Concat(stale), chain => $":{chain} - [0:0]");
        Append(text, saved?.Jumps ?? [], jump => "-D" + jump[2..]);
        Append(text, stale, chain => $"-X {chain}");
        Append(text, wanted?.Rules ?? [], rule => rule);
        text.Append("COMMIT\n");
    }

    private static void Append(StringBuilder text, IEnumerable<string> items, Func<string, string> line)
    {
        foreach (var item in items)
        {
            text.Append(line(item)).Append('\n');
        }
    }

    // iptables-save groups rules by chain in its own order; within a chain the order is what matters.
    private static bool Same(IReadOnlyList<string> actual, IReadOnlyList<string> wanted) =>
        ByChain(actual).SequenceEqual(ByChain(wanted), StringComparer.Ordinal);

    private static IEnumerable<string> ByChain(IReadOnlyList<string> rules) =>
        rules.GroupBy(rule => rule.Split(' ')[1], StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).SelectMany(group => group);
}
