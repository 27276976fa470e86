using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Up;

/// <summary>
/// The hosts of a local mesh: one network namespace each, joined by a bridge that lives in a namespace of its own, so that
/// nothing is added to the machine's own network. All names begin with the mesh's prefix, so that everything can be found again.
/// </summary>
internal sealed class NetworkFabric(string prefix)
{
    private const string ResolvConfRoot = "/etc/netns";
    private const string Bridge = "br0";

    private int _nextLink;

    private string FabricNamespace => prefix + "fabric";

    /// <summary>Namespaces on this machine that begin with <paramref name="prefix"/>.</summary>
    internal static IReadOnlyList<string> Existing(string prefix) =>
        Directory.Exists("/run/netns")
            ? [.. Directory.EnumerateFileSystemEntries("/run/netns").Select(p => Path.GetFileName(p)!).Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Creates the bridge.</summary>
    internal void Create()
    {
        Shell.Run("ip", "netns", "add", FabricNamespace);
        Shell.Run("ip", "-n", FabricNamespace, "link", "add", Bridge, "type", "bridge");
        Shell.Run("ip", "-n", FabricNamespace, "link", "set", Bridge, "up");
    }

    /// <summary>Creates a host with its addresses; every other address is reached on the link, so that redirected ones route too.</summary>
    /// <returns>The namespace's name.</returns>
    internal string AddHost(string name, IReadOnlyCollection<IPAddress> addresses, IPAddress? nameserver)
    {
        var host = prefix + name;
        var port = string.Create(CultureInfo.InvariantCulture, $"p{_nextLink++}");
        Shell.Run("ip", "netns", "add", host);
        Shell.Run("ip", "-n", FabricNamespace, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", host);
        Shell.Run("ip", "-n", FabricNamespace, "link", "set", port, "master", Bridge, "up");
        Shell.Run("ip", "-n", host, "link", "set", "lo", "up");
        Shell.Run("ip", "-n", host, "link", "set", "eth0", "up");
        foreach (var address in addresses)
        {
            var isV4 = address.AddressFamily == AddressFamily.InterNetwork;
            string[] command = ["-n", host, "addr", "add", address + (isV4 ? "/32" : "/128"), "dev", "eth0"];
            Shell.Run("ip", isV4 ? command : [.. command, "nodad"]);
        }
        Shell.Run("ip", "-n", host, "route", "add", "default", "dev", "eth0");
        Shell.Try("ip", "-n", host, "-6", "route", "add", "default", "dev", "eth0");
        if (nameserver is not null)
            WriteResolvConf(host, nameserver);
        return host;
    }

    /// <summary>Removes everything that begins with <paramref name="prefix"/>: processes, namespaces, resolver files.</summary>
    internal static void Remove(string prefix)
    {
        foreach (var name in Existing(prefix))
        {
            foreach (var pid in Pids(name))
                Shell.Try("kill", "-KILL", pid);
            Shell.Try("ip", "netns", "del", name);
            var files = Path.Combine(ResolvConfRoot, name);
            if (Directory.Exists(files))
                Directory.Delete(files, recursive: true);
        }
    }

    private static string[] Pids(string name)
    {
        try
        {
            return Shell.Run("ip", "netns", "pids", name).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }
        catch (CliException)
        {
            return [];
        }
    }

    private static void WriteResolvConf(string host, IPAddress nameserver)
    {
        var directory = Path.Combine(ResolvConfRoot, host);
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "resolv.conf"), $"nameserver {nameserver}\noptions timeout:2 attempts:2\n");
    }
}
