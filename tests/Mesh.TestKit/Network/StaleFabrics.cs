using System.Globalization;
using Mesh.TestKit.Programs;

namespace Mesh.TestKit.Network;

/// <summary>Removes namespaces whose process is gone, and those of this process when it ends.</summary>
internal static class StaleFabrics
{
    private const string MountedNamespaces = "/run/netns";
    private const string Settings = "/etc/netns";

    private static readonly Lazy<bool> AtExit = new(() =>
    {
        ProcessExit.Register(() => Remove(Existing().Where(name => name.StartsWith(FabricNames.OwnPrefix, StringComparison.Ordinal))));
        return true;
    });

    public static void RemoveOwnAtExit() => _ = AtExit.Value;

    public static void Sweep() =>
        Remove(Existing().Where(name => FabricNames.Owner(name) is { } owner && !ProcessExit.IsAlive(owner)));

    /// <summary>Ends what runs in the namespaces and removes them.</summary>
    public static void Remove(IEnumerable<string> names)
    {
        foreach (var name in names.ToArray())
        {
            // Two processes may sweep at once: whoever comes second finds nothing, which is what it wanted.
            foreach (var process in Command.Try("ip", "netns", "pids", name).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Kill(int.Parse(process, CultureInfo.InvariantCulture));
            }

            Command.Try("ip", "netns", "delete", name);
            var settings = Path.Combine(Settings, name);
            if (Directory.Exists(settings))
            {
                Directory.Delete(settings, recursive: true);
            }
        }
    }

    private static IEnumerable<string> Existing() =>
        Directory.Exists(MountedNamespaces) ? Directory.EnumerateFiles(MountedNamespaces).Select(path => Path.GetFileName(path)) : [];

    private static void Kill(int process)
    {
        // `ip netns pids` also lists this process while one of its threads is in the namespace.
        if (process != Environment.ProcessId)
        {
            Command.Try("kill", "-KILL", process.ToString(CultureInfo.InvariantCulture));
        }
    }
}
