using System.Net;
using System.Net.Sockets;
using Mesh.TestKit.Programs;

namespace Mesh.TestKit.Network;

/// <summary>
/// A host of a <see cref="NetworkFabric"/>. Programs run on it as processes; a test's own sockets are made in it and then used
/// like any other, from any thread, since a socket belongs to the namespace in which it was made.
/// </summary>
public sealed class NetworkHost : IAsyncDisposable
{
    private readonly NamespaceThread _thread;
    private readonly List<ChildProcess> _processes = [];

    internal NetworkHost(string name, string space, IPAddress ipv4, IPAddress ipv6)
    {
        Name = name;
        NamespaceName = space;
        IPv4 = ipv4;
        IPv6 = ipv6;
        _thread = new NamespaceThread(space);
    }

    /// <summary>The name it was given.</summary>
    public string Name { get; }

    /// <summary>Its namespace's name, for <c>ip netns exec</c>.</summary>
    public string NamespaceName { get; }

    /// <summary>Its address in 10.77.0.0/16.</summary>
    public IPAddress IPv4 { get; }

    /// <summary>Its address in fd77::/64.</summary>
    public IPAddress IPv6 { get; }

    /// <summary>Sets the resolv.conf that programs started afterwards see.</summary>
    public void SetNameservers(params IReadOnlyList<IPAddress> servers)
    {
        var directory = Directory.CreateDirectory($"/etc/netns/{NamespaceName}").FullName;
        File.WriteAllLines(Path.Combine(directory, "resolv.conf"), servers.Select(server => $"nameserver {server}"));
    }

    /// <summary>Starts a program here. It is stopped with the host at the latest.</summary>
    public ChildProcess Start(ProgramStart start)
    {
        var process = ChildProcess.Start(start, ["ip", "netns", "exec", NamespaceName]);
        _processes.Add(process);
        return process;
    }

    /// <summary>Runs a short program here that must succeed; returns what it printed.</summary>
    public string Run(string program, params IEnumerable<string> arguments) =>
        Command.Run("ip", ["netns", "exec", NamespaceName, program, .. arguments]);

    /// <summary>Runs a short program here that may fail.</summary>
    public CommandResult Try(string program, params IEnumerable<string> arguments) =>
        Command.Try("ip", ["netns", "exec", NamespaceName, program, .. arguments]);

    /// <summary>Calls a function on this host's thread, for what depends on the caller's namespace.</summary>
    public T Invoke<T>(Func<T> function) => _thread.Invoke(function, 0, 0);

    /// <summary>Runs blocking work on a thread of its own that is in this host: sockets it makes are this host's.</summary>
    public Task<T> RunThreadAsync<T>(Func<T> work) => Task.Factory.StartNew(
        () =>
        {
            using var thread = new NamespaceThread(NamespaceName);
            return thread.Invoke(work, 0, 0);
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Makes a socket here.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="type">Stream or datagram.</param>
    /// <param name="uid">Whose socket it is to iptables (<c>-m owner</c>): 1337 is the proxy's. Default 0.</param>
    /// <param name="gid">Its group; by default that of the same number as the user.</param>
    public Socket CreateSocket(AddressFamily family, SocketType type, uint uid = 0, uint? gid = null) =>
        _thread.Invoke(() => new Socket(family, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp), uid, gid ?? uid);

    /// <summary>Listens for TCP connections; port 0 takes a free one.</summary>
    public Socket Listen(IPEndPoint address, uint uid = 0)
    {
        ArgumentNullException.ThrowIfNull(address);
        var socket = CreateSocket(address.AddressFamily, SocketType.Stream, uid);
        socket.Bind(address);
        socket.Listen(512);
        return socket;
    }

    /// <summary>Opens a TCP connection.</summary>
    public async Task<Socket> ConnectAsync(IPEndPoint address, uint uid = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var socket = CreateSocket(address.AddressFamily, SocketType.Stream, uid);
        try
        {
            await socket.ConnectAsync(address, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>An HTTP client whose connections start here. It follows no redirect, uses no proxy, and resolves names by this host's nameserver.</summary>
    public HttpClient CreateHttpClient(uint uid = 0) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var address = await ResolveAsync(context.DnsEndPoint.Host, cancellation);
            var socket = await ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), uid, cancellation);
            socket.NoDelay = true;
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    /// <summary>The first IPv4 address of a name, asked of the nameserver in this host's resolv.conf; an address is its own.</summary>
    public async Task<IPAddress> ResolveAsync(string name, CancellationToken cancellation = default)
    {
        if (IPAddress.TryParse(name, out var address))
        {
            return address;
        }

        var nameserver = (await File.ReadAllLinesAsync($"/etc/netns/{NamespaceName}/resolv.conf", cancellation))[0].Split(' ')[1];
        var answer = await new DnsClient(this, new IPEndPoint(IPAddress.Parse(nameserver), 53)).QueryAsync(name, DnsType.A, cancellation);
        return answer.Addresses.Count > 0 ? answer.Addresses[0] : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_processes.Select(process => process.DisposeAsync().AsTask()));
        _thread.Dispose();
    }
}
