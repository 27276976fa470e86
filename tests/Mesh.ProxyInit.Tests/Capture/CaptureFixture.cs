using System.Net;
using System.Net.Sockets;
using Mesh.ProxyInit.Validation;
using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.ProxyInit.Tests.Capture;

/// <summary>An Ethernet for the tests of one class, and what those tests do again and again.</summary>
public sealed class CaptureFixture : IAsyncDisposable
{
    public const uint Proxy = 1337;

    private readonly NetworkFabric? _fabric = Requires.Root ? NetworkFabric.Create() : null;
    private NetworkHost? _remote;

    /// <summary>A host without rules, for both ends that are not under test.</summary>
    internal NetworkHost Remote => _remote ??= _fabric!.AddHost("remote");

    /// <summary>A new host on which mesh-proxyinit ran.</summary>
    internal NetworkHost Captured(string arguments = "")
    {
        var host = Fresh();
        var result = Run(host, arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return host;
    }

    internal NetworkHost Fresh()
    {
        _ = Remote;
        return _fabric!.AddHost($"h{_fabric.Hosts.Count}");
    }

    internal static CommandResult Run(NetworkHost host, string arguments) =>
        host.Try(BuiltProgram.Find("mesh-proxyinit"), arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The rules that iptables shows, without counters and comments.</summary>
    internal static string Saved(NetworkHost host, string backend = "nft") => string.Join('\n', new[] { "iptables", "ip6tables" }
        .SelectMany(program => host.Run($"{program}-{backend}-save").Split('\n'))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line[0] == ':' ? line.Split('[')[0] : line));

    /// <summary>Connects and says which listener got the connection, and what the kernel says it was meant for.</summary>
    internal static async Task<(int Listener, IPEndPoint Original)> ArrivalAsync(
        NetworkHost client, IPEndPoint destination, IReadOnlyList<Socket> listeners, uint uid = 0, uint? gid = null, IPAddress? source = null)
    {
        using var deadline = new CancellationTokenSource(Eventually.DefaultTimeout);
        using var socket = client.CreateSocket(destination.AddressFamily, SocketType.Stream, uid, gid);
        if (source is not null)
        {
            socket.Bind(new IPEndPoint(source, 0));
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        var accepts = listeners.Select(listener => listener.AcceptAsync(enough.Token).AsTask()).ToArray();
        await socket.ConnectAsync(destination, deadline.Token);
        using var accepted = await await Task.WhenAny(accepts);

        // A listener that still waited would take the next call's connection.
        await enough.CancelAsync();
        await Task.WhenAll(accepts).ContinueWith(_ => { }, TaskScheduler.Default);
        var original = accepted.LocalEndPoint is IPEndPoint { Port: 15001 or 15006 } ? OriginalDestination.Of(accepted) : (IPEndPoint)accepted.LocalEndPoint!;
        return (((IPEndPoint)accepted.LocalEndPoint!).Port, original);
    }

    internal static Socket ListenV4(NetworkHost host, int port) => host.Listen(new IPEndPoint(IPAddress.Any, port), Proxy);

    internal static Socket ListenV6(NetworkHost host, int port) => host.Listen(new IPEndPoint(IPAddress.IPv6Any, port), Proxy);

    public async ValueTask DisposeAsync()
    {
        if (_fabric is not null)
        {
            await _fabric.DisposeAsync();
        }
    }
}
