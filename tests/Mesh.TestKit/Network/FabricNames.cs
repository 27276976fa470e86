using System.Globalization;

namespace Mesh.TestKit.Network;

/// <summary>Names of namespaces: <c>mt-kit-PID-FABRIC-HOST</c>. The process id tells whose they are.</summary>
internal static class FabricNames
{
    public const string Prefix = "mt-kit-";

    public static string OwnPrefix { get; } = $"{Prefix}{Environment.ProcessId}-";

    /// <summary>The process that made the namespace; null when it is none of ours.</summary>
    public static int? Owner(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var digits = name[Prefix.Length..].Split('-')[0];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var owner) ? owner : null;
    }
}
