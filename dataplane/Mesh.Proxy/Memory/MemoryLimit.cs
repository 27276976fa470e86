using System.Globalization;

namespace Mesh.Proxy.Memory;

/// <summary>How much memory the process may take.</summary>
internal static class MemoryLimit
{
    private const string ControlGroups = "/sys/fs/cgroup";

    /// <summary>The control group's limit, of version 2 or 1; null when there is none.</summary>
    /// <param name="root">Where the control groups are mounted.</param>
    /// <param name="membership">Content of <c>/proc/self/cgroup</c>.</param>
    internal static long? OfControlGroup(string root, string membership)
    {
        long? least = null;
        foreach (var file in Files(root, membership).Where(File.Exists))
        {
            if (Parse(File.ReadAllText(file)) is { } limit)
                least = Math.Min(limit, least ?? limit);
        }
        return least;
    }

    /// <summary>Reads <c>64Mi</c>, <c>1Gi</c> or a number of bytes.</summary>
    internal static bool TryParse(string text, out long bytes)
    {
        var (digits, shift) = text switch
        {
            [.. var d, 'M', 'i'] => (d, 20),
            [.. var d, 'G', 'i'] => (d, 30),
            _ => (text, 0),
        };
        bytes = uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) ? (long)amount << shift : 0;
        return bytes > 0;
    }

    /// <summary>This process's.</summary>
    internal static long? OfControlGroup() => OfControlGroup(ControlGroups, File.Exists("/proc/self/cgroup") ? File.ReadAllText("/proc/self/cgroup") : "");

    // In a container the root of what it sees is its own group; outside, a limit of any group above counts too.
    private static IEnumerable<string> Files(string root, string membership)
    {
        yield return Path.Combine(root, "memory.max");
        yield return Path.Combine(root, "memory", "memory.limit_in_bytes");
        foreach (var line in membership.Split('\n'))
        {
            if (line.Split(':', 3) is not [_, var controllers, ['/', ..] path] || !(controllers.Length == 0 || controllers.Split(',').Contains("memory")))
                continue;
            for (var at = path.TrimEnd('/'); at.Length > 0; at = at[..at.LastIndexOf('/')])
                yield return controllers.Length == 0 ? $"{root}{at}/memory.max" : $"{root}/memory{at}/memory.limit_in_bytes";
        }
    }

    // Version 1 writes a number near 2^63 for none.
    private static long? Parse(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is > 0 and < long.MaxValue / 4 ? bytes : null;
}
