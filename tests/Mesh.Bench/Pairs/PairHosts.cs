using System.Net;
using Mesh.Bench.Load;
using Mesh.Bench.Load.Grpc;
using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.Bench.Pairs;

/// <summary>A client host and a server host with the applications, the same for every pair.</summary>
internal sealed class PairHosts : IDisposable
{
    /// <summary>Length of the file <c>/bulk</c>, in bytes.</summary>
    public const int BulkSize = 16 << 20;

    private readonly TcpServers _servers;
    private readonly GrpcServer _calls;

    private PairHosts(NetworkHost client, NetworkHost server, TemporaryDirectory directory)
    {
        (Client, Server, Directory) = (client, server, directory);
        _servers = new TcpServers(server);
        _calls = new GrpcServer(server);
    }

    public NetworkHost Client { get; }

    public NetworkHost Server { get; }

    /// <summary>For the pair's files.</summary>
    public TemporaryDirectory Directory { get; }

    public static PairHosts Create(NetworkFabric fabric, string pair)
    {
        var directory = new TemporaryDirectory();
        var (client, server) = (fabric.AddHost(pair + "-c"), fabric.AddHost(pair + "-s"));
        foreach (var host in new[] { client, server })
        {
            // tcp-connect opens more connections in a run than there are ports by default.
            host.Run("sysctl", "-q", "-w", "net.ipv4.ip_local_port_range=1024 65535", "net.ipv4.tcp_tw_reuse=1", "net.netfilter.nf_conntrack_tcp_timeout_time_wait=5");
        }

        StartApplication(server, directory);
        return new PairHosts(client, server, directory);
    }

    /// <summary>Waits until a program on the host accepts connections at an address.</summary>
    public static Task WaitForAsync(ChildProcess process, NetworkHost host, IPEndPoint address) =>
        process.WaitUntilAsync(
            () =>
            {
                try
                {
                    using var socket = host.ConnectAsync(address).GetAwaiter().GetResult();
                    return true;
                }
                catch (System.Net.Sockets.SocketException)
                {
                    return false;
                }
            },
            $"listen on {address}");

    /// <summary>Starts the HTTP application.</summary>
    /// <param name="host">Where.</param>
    /// <param name="directory">For its files.</param>
    public static void StartApplication(NetworkHost host, TemporaryDirectory directory)
    {
        var root = directory.Subdirectory("www");
        File.WriteAllText(Path.Combine(root, "1k"), new string('x', 1024));
        File.WriteAllBytes(Path.Combine(root, "bulk"), new byte[BulkSize]);
        File.SetUnixFileMode(directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        var configuration = directory["app.conf"];
        File.WriteAllText(configuration, NginxConfiguration.Application(directory.Path, root));
        host.Start(new ProgramStart("nginx", "-e", directory["app.log"], "-c", configuration));
    }

    public void Dispose()
    {
        _servers.Dispose();
        _calls.Dispose();
        Directory.Dispose();
    }
}
