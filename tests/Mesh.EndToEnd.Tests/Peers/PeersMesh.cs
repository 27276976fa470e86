using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mesh.Conventions;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>One mesh for all tests with programs that are not ours: a host for clients and one for servers, each with its rules and its proxy.</summary>
public sealed class PeersMesh : IAsyncLifetime
{
    // Service, port of the service, port of the server, name of the port.
    private static readonly (string Name, int Port, int Target, string Kind)[] Services =
    [
        ("echo", 80, EchoApp.Port, "http"), ("echo-h2", 80, EchoApp.Http2Port, "http"),
        ("nginx", 80, NginxServer.Port, "http"), ("nginx-h2", 80, NginxServer.Http2Port, "http"),
        ("haproxy", 80, HaproxyServer.Port, "http"), ("haproxy-h2", 80, HaproxyServer.Http2Port, "http"),
        ("redis", RedisTests.Port, RedisTests.Port, "tcp"), ("postgres", PostgresServer.Port, PostgresServer.Port, "tcp"),
        ("detected", 5433, PostgresServer.Port, "any"),
    ];

    internal TestMesh Mesh { get; private set; } = null!;

    internal MeshWorkload Client => Mesh["client-1"];

    internal MeshWorkload Server => Mesh["server-1"];

    public async ValueTask InitializeAsync()
    {
        if (!PeerPrograms.Installed)
            return;
        Mesh = TestMesh.Create();
        Mesh.Add("client-1", "client");
        Mesh.Add("server-1", "server", [.. Services.DistinctBy(service => service.Target).Select(service => ($"{service.Kind}-{service.Name}", service.Target))]);
        Mesh.Configure("mesh.yaml", Yaml.Strict + "\n---\n" + string.Concat(Services.Select(s => Yaml.Service(s.Name, "server", s.Port, s.Target, s.Kind))));
        await Mesh.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Mesh is not null)
            await Mesh.DisposeAsync();
    }

    /// <summary>A path of the fixture's directory.</summary>
    internal string Path(string name) => Mesh.Directory[name];

    /// <summary>Starts a server at the servers' host and waits until it accepts connections there.</summary>
    internal Task<ChildProcess> ServeAsync(int port, ProgramStart start) => StartAsync(Server.Host, port, start);

    /// <summary>Starts a proxy that is not ours at the clients' host and waits until it accepts connections on its loopback.</summary>
    internal Task<ChildProcess> ProxyAsync(int port, ProgramStart start) => StartAsync(Client.Host, port, start);

    /// <summary>Runs a client that must succeed; returns what it printed.</summary>
    internal string Run(string program, params IEnumerable<string> arguments) => Client.Host.Run(program, arguments);

    /// <summary>The exchanges with a status of 2xx that the client's and the server's proxy counted.</summary>
    internal async Task<(double Outbound, double Inbound)> ExchangesAsync() => (
        await MetricAsync(Client, "mesh_http_requests_total", "direction=\"outbound\"", "status=\"2xx\""),
        await MetricAsync(Server, "mesh_http_requests_total", "direction=\"inbound\"", "status=\"2xx\""));

    /// <summary>Fails the test unless both proxies have counted so many exchanges more; a client may have its answer before they have.</summary>
    internal async Task AssertCountedAsync((double Outbound, double Inbound) before, int count)
    {
        var now = before;
        await Eventually.TrueAsync(
            async () => (now = await ExchangesAsync()).Outbound >= before.Outbound + count && now.Inbound >= before.Inbound + count, $"{count} exchanges are counted");
        Assert.Equal((before.Outbound + count, before.Inbound + count), now);
    }

    /// <summary>The sum of a metric's series with these labels.</summary>
    internal Task<double> MetricAsync(MeshWorkload workload, string name, params string[] labels) =>
        Metrics.SumAsync(Mesh.System, new IPEndPoint(workload.Host.IPv4, MeshPorts.ProxyMetrics), name, labels);

    /// <summary>Writes bytes that are text too, of which no two lines are equal.</summary>
    internal string WriteLines(string name, int size)
    {
        var path = Path(name);
        using var file = new StreamWriter(path);
        for (var i = 0; i < size; i += 16)
            file.Write(string.Create(CultureInfo.InvariantCulture, $"{i:x15}\n"));
        return path;
    }

    private static async Task<ChildProcess> StartAsync(NetworkHost host, int port, ProgramStart start)
    {
        var process = host.Start(start);
        await Eventually.TrueAsync(
            () => process.HasExited ? throw new InvalidOperationException($"{process.Name} ended: {process.Output}{process.Error}") : ListensAsync(host, port), $"{process.Name} listens");
        return process;
    }

    private static async Task<bool> ListensAsync(NetworkHost host, int port)
    {
        try
        {
            using var socket = await host.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
