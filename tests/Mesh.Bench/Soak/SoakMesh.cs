using System.Net;
using Mesh.Bench.Measuring;
using Mesh.Bench.Pairs;
using Mesh.TestKit;
using Mesh.TestKit.Network;

namespace Mesh.Bench.Soak;

/// <summary>The soak's mesh: a caller and two servers with an application each, and certificates of two minutes.</summary>
internal sealed class SoakMesh : IAsyncDisposable
{
    private readonly NetworkFabric _fabric = NetworkFabric.Create();
    private readonly MeshPrograms _programs;
    private readonly NetworkHost _control;
    private readonly TemporaryDirectory[] _directories = [new(), new()];

    public SoakMesh()
    {
        _control = _fabric.AddHost("control");
        _programs = new MeshPrograms(_control, "2m");
        (Client, First, Second) = (_fabric.AddHost("client"), _fabric.AddHost("first"), _fabric.AddHost("second"));
        Changes = new SoakChanges(Second.IPv4, new Random(4));
    }

    public NetworkHost Client { get; }

    public NetworkHost First { get; }

    public NetworkHost Second { get; }

    public SoakChanges Changes { get; }

    /// <summary>The proxies with their hosts: the caller's first.</summary>
    public IReadOnlyList<(NetworkHost Host, ProcessTree Process)> Proxies { get; private set; } = [];

    /// <summary>Starts everything; returns the service's address once it serves.</summary>
    public async Task<IPEndPoint> StartAsync()
    {
        Client.Run("sysctl", "-q", "-w", "net.ipv4.tcp_tw_reuse=1");
        PairHosts.StartApplication(First, _directories[0]);
        PairHosts.StartApplication(Second, _directories[1]);
        _programs.Configure("mesh.yaml", SoakConfiguration.Fixed(Client.IPv4, First.IPv4));
        foreach (var (file, yaml) in Changes.Current)
        {
            _programs.Configure(file, yaml);
        }

        await _programs.StartControlAsync();
        var proxies = new List<(NetworkHost, ProcessTree)>();
        foreach (var host in new[] { Client, First, Second })
        {
            proxies.Add((host, new ProcessTree((await _programs.StartProxyAsync(host.Name, host)).Id)));
        }

        Proxies = proxies;
        await MeshPair.ServesAsync(Client);
        return new IPEndPoint(await Client.ResolveAsync("app.bench"), 80);
    }

    /// <summary>Makes the next change of the configuration.</summary>
    public void Change()
    {
        var (file, yaml) = Changes.Next();
        _programs.Configure(file, yaml);
    }

    /// <summary>Serial number of the certificate that a proxy shows to callers now; null when it does not answer in time.</summary>
    public Task<string?> SerialAsync(NetworkHost host) => ServedCertificate.SerialAsync(_control, new IPEndPoint(host.IPv4, 15008));

    /// <summary>The value of a metric of a proxy, all labels added up.</summary>
    public async Task<double> MetricAsync(NetworkHost host, string name)
    {
        using var http = _control.CreateHttpClient();
        var text = await http.GetStringAsync(new Uri($"http://{host.IPv4}:15020/metrics"));
        return text.Split('\n').Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await _fabric.DisposeAsync();
        _programs.Dispose();
        Array.ForEach(_directories, directory => directory.Dispose());
    }
}
