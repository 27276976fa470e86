using System.Globalization;

namespace Mesh.ProxyInit.Iptables;

/// <summary>Whether the kernel lets this process change rules.</summary>
internal static class Privileges
{
    private const int NetAdmin = 12;
    private const int NetRaw = 13;

    /// <summary>What to tell the user when a capability is missing; null when nothing is.</summary>
    /// <param name="processStatus">Text of <c>/proc/self/status</c>.</param>
    public static string? Missing(string processStatus)
    {
        const string Field = "CapEff:";
        var line = processStatus.Split('\n').FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
        if (line is null || !ulong.TryParse(line[Field.Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var capabilities))
        {
            return null;
        }

        string[] missing = [.. new[] { (NetAdmin, "NET_ADMIN"), (NetRaw, "NET_RAW") }.Where(c => (capabilities >> c.Item1 & 1) == 0).Select(c => c.Item2)];
        return missing.Length == 0
            ? null
            : $"the capability {string.Join(" and ", missing)} is missing: run as root, or in Kubernetes add it to the init container's securityContext.capabilities.add";
    }
}
