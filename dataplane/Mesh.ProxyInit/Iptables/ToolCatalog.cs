using System.Net.Sockets;
using Mesh.ProxyInit.Options;

namespace Mesh.ProxyInit.Iptables;

/// <summary>Finds the iptables programs of this host.</summary>
internal sealed class ToolCatalog(IEnumerable<string> directories, Func<string, bool> exists, ICommandRunner runner)
{
    private readonly string[] _directories = [.. directories.Where(Path.IsPathRooted).Distinct(StringComparer.Ordinal)];

    /// <summary>The tools for an IP version, the preferred one first; never empty.</summary>
    /// <exception cref="InitFailure">None is installed.</exception>
    public async Task<IReadOnlyList<IptablesTool>> ForAsync(AddressFamily family, BackendChoice choice)
    {
        var tools = Installed(family, choice);
        if (tools.Count == 0)
        {
            throw new InitFailure(NotInstalled(family, choice));
        }

        return choice == BackendChoice.Auto && await OthersUseLegacyAsync(tools).ConfigureAwait(false) ? [.. tools.Reverse()] : tools;
    }

    /// <summary>All tools for an IP version, also when there is none.</summary>
    public IReadOnlyList<IptablesTool> Installed(AddressFamily family, BackendChoice choice = BackendChoice.Auto)
    {
        string[] variants = choice switch
        {
            BackendChoice.Nft => ["-nft"],
            BackendChoice.Legacy => ["-legacy"],
            _ => ["-nft", "-legacy"],
        };
        var tools = variants.Select(variant => Find(family, variant)).OfType<IptablesTool>().ToArray();
        return tools.Length > 0 || choice != BackendChoice.Auto ? tools : [.. new[] { Find(family, "") }.OfType<IptablesTool>()];
    }

    // The two implementations do not see each other's rules. Where a host's own rules are legacy ones, ours join them.
    private static async Task<bool> OthersUseLegacyAsync(IReadOnlyList<IptablesTool> tools)
    {
        if (tools.Count < 2)
        {
            return false;
        }

        return !await HasNatRulesAsync(tools[0]).ConfigureAwait(false) && await HasNatRulesAsync(tools[1]).ConfigureAwait(false);
    }

    private static async Task<bool> HasNatRulesAsync(IptablesTool tool)
    {
        var saved = await tool.Runner.RunAsync(tool.Save, [], "").ConfigureAwait(false);
        var nat = saved.Output.Split("*nat", 2);
        return saved.Succeeded && nat.Length == 2 && nat[1].Split("COMMIT", 2)[0].Contains("\n-A ", StringComparison.Ordinal);
    }

    private IptablesTool? Find(AddressFamily family, string variant)
    {
        var prefix = Prefix(family) + variant;
        var save = Locate(prefix + "-save");
        var restore = Locate(prefix + "-restore");
        return save is null || restore is null ? null : new IptablesTool(restore, save, restore, runner);
    }

    private string? Locate(string program) => _directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(exists);

    private string NotInstalled(AddressFamily family, BackendChoice choice)
    {
        var variant = choice switch { BackendChoice.Nft => "-nft", BackendChoice.Legacy => "-legacy", _ => "" };
        return $"{Prefix(family)}{variant}-restore and {Prefix(family)}{variant}-save are not in {string.Join(':', _directories)}: "
            + "install the package iptables, or run the proxy with --capture none";
    }

    private static string Prefix(AddressFamily family) => family == AddressFamily.InterNetwork ? "iptables" : "ip6tables";
}
