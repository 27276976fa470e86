using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Conventions;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>A mesh of a caller and a callee whose proxies are to be upgraded. The callee's service manager is the test.</summary>
internal sealed class UpgradeMesh : IAsyncDisposable
{
    internal const string Url = "http://catalog.t/";

    private const int Port = 8080;
    private const int EchoPort = 7000;

    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private Socket? _echo;

    private UpgradeMesh(TestMesh mesh) => Mesh = mesh;

    internal TestMesh Mesh { get; }

    internal MeshWorkload Web => Mesh["web-1"];

    internal MeshWorkload Catalog => Mesh["catalog-1"];

    /// <summary>Starts it; both proxies serve.</summary>
    internal static async Task<UpgradeMesh> StartAsync()
    {
        var started = new UpgradeMesh(TestMesh.Create(preferPublished: true));
        await started.StartAllAsync();
        return started;
    }

    /// <summary>Opens streams from the caller to the callee.</summary>
    internal async Task<EchoStreams> OpenStreamsAsync() =>
        await EchoStreams.OpenAsync(Web.Host, new IPEndPoint(await Web.Host.ResolveAsync("echo.t"), EchoPort), new Uri("ws://catalog.t/echo"));

    /// <summary>The callee answers at the first try.</summary>
    internal async Task AssertServesAsync()
    {
        using var client = Web.Host.CreateHttpClient();
        Assert.Equal("catalog-1", await client.GetStringAsync(Url));
    }

    /// <summary>What the callee's proxies have told their service manager since the last call.</summary>
    internal List<string> Told()
    {
        List<string> told = [];
        var buffer = new byte[256];
        while (_manager.Poll(0, SelectMode.SelectRead))
            told.Add(Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer)));
        return told;
    }

    /// <summary>A process ends; that nobody has waited for it yet does not matter.</summary>
    internal static Task LeftAsync(int process) => Eventually.TrueAsync(() => !Runs(process), $"process {process} leaves");

    /// <summary>Requests are counted that processes have served which are gone, as well.</summary>
    internal static Task CountedAsync(MeshWorkload workload, string direction, long atLeast) => Eventually.TrueAsync(
        async () => await Metrics.SumAsync(workload.Host, MetricsOf(workload), "mesh_http_requests_total", $"direction=\"{direction}\"", "2xx") >= atLeast,
        $"{workload.Name} counts all {atLeast} requests");

    /// <summary>Where a workload's proxy answers about itself.</summary>
    internal static IPEndPoint MetricsOf(MeshWorkload workload) => new(workload.Host.IPv4, MeshPorts.ProxyMetrics);

    public async ValueTask DisposeAsync()
    {
        _echo?.Dispose();
        _manager.Dispose();
        await Mesh.DisposeAsync();
    }

    private async Task StartAllAsync()
    {
        var path = Mesh.Directory["notify.sock"];
        _manager.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        Mesh.Add("web-1", "web");
        var catalog = Mesh.Add("catalog-1", "catalog", ("http", Port), ("tcp", EchoPort));
        catalog.ProxyEnvironment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path };
        catalog.ProxyFlags = ["--loops", "2"];
        Mesh.Configure("services.yaml", Yaml.Strict + "\n---\n" + Yaml.Service("catalog", "catalog", 80, Port) + Yaml.Service("echo", "catalog", EchoPort, EchoPort, "tcp"));
        await Mesh.StartAsync();
        await Mesh.ServeAsync(Catalog, Port);
        _echo = Catalog.Host.Listen(new IPEndPoint(IPAddress.Any, EchoPort));
        _ = EchoStreams.ServeAsync(_echo);
        await Web.MeetAsync(Url);
    }

    private static bool Runs(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
