using System.Globalization;
using System.Net;
using Mesh.TestKit.Programs;

namespace Mesh.TestKit.Network;

/// <summary>
/// Hosts on one Ethernet, each a network namespace. The bridge is a namespace too, so nothing of it shows outside, and
/// every fabric may use the same addresses: 10.77.0.0/16 and fd77::/64. All of it is gone when the fabric is disposed,
/// when this process ends, or, after a crash, when the next fabric is made.
/// </summary>
public sealed class NetworkFabric : IAsyncDisposable
{
    private static int _fabrics;

    private readonly List<NetworkHost> _hosts = [];
    private readonly string _prefix;
    private readonly string _switch;

    private NetworkFabric()
    {
        _prefix = $"{FabricNames.OwnPrefix}{Interlocked.Increment(ref _fabrics)}-";
        _switch = _prefix + "sw";
    }

    /// <summary>The hosts, in the order in which they were added.</summary>
    public IReadOnlyList<NetworkHost> Hosts => _hosts;

    /// <summary>Makes an Ethernet without hosts.</summary>
    public static NetworkFabric Create()
    {
        StaleFabrics.Sweep();
        StaleFabrics.RemoveOwnAtExit();
        var fabric = new NetworkFabric();
        Command.Run("ip", "netns", "add", fabric._switch);
        Command.Run("ip", "-n", fabric._switch, "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        Command.Run("ip", "-n", fabric._switch, "link", "set", "br0", "up");
        return fabric;
    }

    /// <summary>Adds a host with the next free addresses: 10.77.0.2 and fd77::2, 10.77.0.3 and fd77::3, …</summary>
    /// <param name="name">At most 20 lower-case letters, digits and dashes; unique in the fabric.</param>
    public NetworkHost AddHost(string name)
    {
        var number = _hosts.Count + 2;
        return AddHost(name, IPAddress.Parse($"10.77.{number / 256}.{number % 256}"), IPAddress.Parse("fd77::" + number.ToString("x", CultureInfo.InvariantCulture)));
    }

    /// <summary>Adds a host with given addresses, in 10.77.0.0/16 and fd77::/64.</summary>
    public NetworkHost AddHost(string name, IPAddress ipv4, IPAddress ipv6)
    {
        ArgumentNullException.ThrowIfNull(ipv4);
        ArgumentNullException.ThrowIfNull(ipv6);
        var space = _prefix + name;
        var port = string.Create(CultureInfo.InvariantCulture, $"p{_hosts.Count}");
        Command.Run("ip", "netns", "add", space);
        Command.Run("ip", "link", "add", "eth0", "netns", space, "type", "veth", "peer", "name", port, "netns", _switch);
        Command.RunWithInput($"link set {port} master br0\nlink set {port} up\n", "ip", "-n", _switch, "-batch", "-");

        // Every address is on the link: what no rule captures and nobody owns fails, as it does on a host without a mesh.
        Command.RunWithInput(
            $"link set lo up\naddr add {ipv4}/16 dev eth0\naddr add {ipv6}/64 dev eth0 nodad\nlink set eth0 up\n"
            + "route add default dev eth0\nroute add ::/0 dev eth0\n",
            "ip", "-n", space, "-batch", "-");
        var host = new NetworkHost(name, space, ipv4, ipv6);
        _hosts.Add(host);
        return host;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        StaleFabrics.Remove(_hosts.Select(host => host.NamespaceName).Append(_switch));
    }
}
