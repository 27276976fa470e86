using Mesh.ProxyInit.Rules;

namespace Mesh.ProxyInit.Tables;

/// <summary>Reads the output of <c>iptables-save</c>.</summary>
internal static class SavedTables
{
    public static IReadOnlyList<SavedTable> Parse(string saved)
    {
        var tables = new List<SavedTable>();
        SavedLines? current = null;
        foreach (var line in saved.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith('*'))
            {
                current = new SavedLines(line[1..]);
            }
            else if (line == "COMMIT" && current is not null)
            {
                tables.Add(current.Finish());
                current = null;
            }
            else
            {
                current?.Add(line);
            }
        }

        return tables;
    }

    private sealed class SavedLines(string name)
    {
        private readonly List<string> _chains = [];
        private readonly List<string> _rules = [];
        private readonly List<string> _jumps = [];

        public void Add(string line)
        {
            var tokens = Tokens(line);
            if (line.StartsWith(':') && OwnedChains.All.Contains(tokens[0][1..]))
            {
                _chains.Add(tokens[0][1..]);
            }
            else if (tokens.Count > 1 && tokens[0] == "-A")
            {
                AddRule(line, tokens);
            }
        }

        public SavedTable Finish() => new(name, _chains, _rules, _jumps);

        private void AddRule(string line, List<string> tokens)
        {
            var own = OwnedChains.All.Contains(tokens[1]);
            var target = tokens.FindIndex(token => token is "-j" or "-g") + 1;
            var leadsToOwn = target > 0 && target < tokens.Count && OwnedChains.All.Contains(tokens[target]);
            if (own || leadsToOwn)
            {
                _rules.Add(line);
            }

            if (leadsToOwn && !own)
            {
                _jumps.Add(line);
            }
        }
    }

    // A comment in quotes may contain anything, a jump to our chains included.
    private static List<string> Tokens(string line)
    {
        var tokens = new List<string>();
        for (var index = 0; index < line.Length;)
        {
            var end = line[index] == '"' ? ClosingQuote(line, index) + 1 : line.IndexOf(' ', index);
            end = end <= index ? line.Length : end;
            tokens.Add(line[index..end]);
            index = end;
            while (index < line.Length && line[index] == ' ')
            {
                index++;
            }
        }

        return tokens;
    }

    private static int ClosingQuote(string line, int opening)
    {
        for (var index = opening + 1; index < line.Length; index++)
        {
            if (line[index] == '\\')
            {
                index++;
            }
            else if (line[index] == '"')
            {
                return index;
            }
        }

        return -1;
    }
}
