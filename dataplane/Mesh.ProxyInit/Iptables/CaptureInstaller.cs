using System.Net.Sockets;
using Mesh.ProxyInit.Options;
using Mesh.ProxyInit.Rules;
using Mesh.ProxyInit.Tables;

namespace Mesh.ProxyInit.Iptables;

/// <summary>Brings the kernel's tables to what the options ask for, or back to what they were without the mesh.</summary>
/// <param name="catalog">The iptables programs of this host.</param>
/// <param name="kernelHasIPv6">Whether the kernel speaks IPv6 at all.</param>
/// <param name="log">Where what was done is told, a line each.</param>
internal sealed class CaptureInstaller(ToolCatalog catalog, bool kernelHasIPv6, TextWriter log)
{
    /// <summary>Applies the rules and returns the IP versions that are captured now.</summary>
    public async Task<IReadOnlyList<FamilyAddresses>> ApplyAsync(CaptureOptions options, BackendChoice choice)
    {
        var changed = await ApplyAsync(RuleSet.For(options, FamilyAddresses.IPv4), choice).ConfigureAwait(false);
        if (!kernelHasIPv6)
        {
            await WarnNoIPv6Async("this kernel has no IPv6").ConfigureAwait(false);
            return [FamilyAddresses.IPv4];
        }

        try
        {
            await ApplyAsync(RuleSet.For(options, FamilyAddresses.IPv6), choice).ConfigureAwait(false);
            return [FamilyAddresses.IPv4, FamilyAddresses.IPv6];
        }
        catch (InitFailure failure)
        {
            if (catalog.Installed(AddressFamily.InterNetworkV6, choice).Count == 0 || await HasNatAsync(AddressFamily.InterNetworkV6, choice).ConfigureAwait(false))
            {
                // A host is captured or it is not: half of it would look like all of it.
                if (changed is not null)
                {
                    await TryRemoveAsync(changed).ConfigureAwait(false);
                }

                throw;
            }

            await WarnNoIPv6Async($"this kernel has no IPv6 nat table ({failure.Message})").ConfigureAwait(false);
            return [FamilyAddresses.IPv4];
        }
    }

    /// <summary>Removes the mesh's rules from every implementation that has some.</summary>
    public async Task CleanupAsync()
    {
        var tools = catalog.Installed(AddressFamily.InterNetwork).Concat(catalog.Installed(AddressFamily.InterNetworkV6)).ToArray();
        if (tools.Length == 0)
        {
            // Asks for them in order to say that they are missing: rules may be there that cannot be removed.
            await catalog.ForAsync(AddressFamily.InterNetwork, BackendChoice.Auto).ConfigureAwait(false);
        }

        var failures = new List<string>();
        foreach (var tool in tools)
        {
            if (await TryRemoveAsync(tool).ConfigureAwait(false) is { } failure)
            {
                failures.Add($"{tool.Name}: {failure}");
            }
        }

        if (failures.Count == tools.Length)
        {
            throw new InitFailure($"no iptables can list or remove the rules: {string.Join("; ", failures)}");
        }
    }

    /// <summary>Applies the rules of one IP version; returns the implementation that was changed, null when they were in place already.</summary>
    private async Task<IptablesTool?> ApplyAsync(RuleSet rules, BackendChoice choice)
    {
        var family = rules.Addresses.Family;
        var failures = new List<string>();
        foreach (var tool in await catalog.ForAsync(family, choice).ConfigureAwait(false))
        {
            var (failure, hasChanged) = await TryApplyAsync(tool, rules).ConfigureAwait(false);
            if (failure is null)
            {
                await RemoveFromOthersAsync(family, tool).ConfigureAwait(false);
                return hasChanged ? tool : null;
            }

            failures.Add($"{tool.Name}: {failure}");
        }

        throw new InitFailure($"no iptables can apply the rules: {string.Join("; ", failures)}");
    }

    private async Task<(string? Failure, bool HasChanged)> TryApplyAsync(IptablesTool tool, RuleSet rules)
    {
        var (saved, unreadable) = await tool.SaveAsync().ConfigureAwait(false);
        if (unreadable is not null)
        {
            return (unreadable, false);
        }

        if (RestorePlan.IsInPlace(rules, saved))
        {
            await log.WriteLineAsync($"{tool.Name}: the rules are in place already").ConfigureAwait(false);
            return (null, false);
        }

        var failure = await tool.RestoreAsync(RestorePlan.Replace(rules, saved)).ConfigureAwait(false);
        if (failure is null)
        {
            await log.WriteLineAsync($"{tool.Name}: applied {rules.Tables.Sum(table => table.Rules.Count)} rules").ConfigureAwait(false);
        }
        else if (saved.All(table => table.IsEmpty))
        {
            // Tables are committed one by one: nothing of a first attempt may stay behind.
            await TryRemoveAsync(tool).ConfigureAwait(false);
        }

        return (failure, failure is null);
    }

    // An implementation that cannot even list rules, because the kernel lacks it, has none of ours.
    private async Task RemoveFromOthersAsync(AddressFamily family, IptablesTool chosen)
    {
        foreach (var other in catalog.Installed(family).Where(other => other.Restore != chosen.Restore))
        {
            await TryRemoveAsync(other).ConfigureAwait(false);
        }
    }

    private async Task<string?> TryRemoveAsync(IptablesTool tool)
    {
        var (saved, unreadable) = await tool.SaveAsync().ConfigureAwait(false);
        var input = RestorePlan.Remove(saved);
        if (unreadable is not null || input.Length == 0)
        {
            return unreadable;
        }

        var failure = await tool.RestoreAsync(input).ConfigureAwait(false);
        await log.WriteLineAsync(failure is null
            ? $"{tool.Name}: removed the mesh's rules"
            : $"warning: {tool.Name} cannot remove the mesh's rules: {failure}").ConfigureAwait(false);
        return failure;
    }

    private async Task<bool> HasNatAsync(AddressFamily family, BackendChoice choice)
    {
        foreach (var tool in catalog.Installed(family, choice))
        {
            if (await tool.HasNatAsync().ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private Task WarnNoIPv6Async(string reason) =>
        log.WriteLineAsync($"warning: {reason}: IPv6 connections are not captured and do not pass the mesh");
}
