using System.Globalization;
using System.Net;
using System.Text;
using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>
/// A whole mesh of real processes in network namespaces: certificate authority and control plane on one host, and a proxy with
/// iptables rules on each workload's. The applications are the test's own.
/// </summary>
internal sealed class TestMesh : IAsyncDisposable
{
    internal const int ProxyUid = 1337;

    // Any address leads to the proxy's DNS: the rules redirect port 53.
    private static readonly IPAddress Nameserver = IPAddress.Parse("169.254.15.53");

    private readonly Dictionary<string, MeshWorkload> _workloads = [];
    private readonly List<IAsyncDisposable> _apps = [];

    private TestMesh(NetworkFabric fabric, string validity, bool published)
    {
        Fabric = fabric;
        Validity = validity;
        IsPublished = published;
        System = fabric.AddHost("system");
        ConfigDirectory = Directory.Subdirectory("config");
    }

    internal NetworkFabric Fabric { get; }

    /// <summary>Host of certificate authority and control plane; it has no proxy.</summary>
    internal NetworkHost System { get; }

    internal TemporaryDirectory Directory { get; } = new();

    /// <summary>The YAML directory.</summary>
    internal string ConfigDirectory { get; }

    /// <summary>Lifetime of certificates.</summary>
    internal string Validity { get; }

    /// <summary>Whether the programs are those of artifacts/bin, as users run them, and not those that were built for tests.</summary>
    internal bool IsPublished { get; }

    internal ChildProcess CertAuthority { get; private set; } = null!;

    internal ChildProcess ControlPlane { get; private set; } = null!;

    internal string CertAuthorityAddress => $"{System.IPv4}:15013";

    internal string ControlPlaneAddress => $"{System.IPv4}:15012";

    internal MeshWorkload this[string name] => _workloads[name];

    /// <summary>An empty mesh; add workloads and configuration, then <see cref="StartAsync"/>.</summary>
    /// <param name="validity">Lifetime of certificates.</param>
    /// <param name="preferPublished">Take the published programs where there are any: for tests at full rate.</param>
    internal static TestMesh Create(string validity = "2m", bool preferPublished = false) =>
        new(NetworkFabric.Create(), validity, preferPublished && BuiltProgram.IsPublished("mesh-proxy", "mesh-controlplane", "mesh-ca", "mesh-proxyinit", "meshctl"));

    /// <summary>Path of a program of the mesh.</summary>
    internal string Program(string name) => IsPublished ? BuiltProgram.FindPublished(name) : BuiltProgram.Find(name);

    /// <summary>Adds a workload in namespace <c>t</c> whose identity is <c>ns/t/sa/NAME-of-app</c>.</summary>
    internal MeshWorkload Add(string name, string app, params (string Name, int Port)[] ports)
    {
        var host = Fabric.AddHost(name);
        host.SetNameservers(Nameserver);
        var workload = new MeshWorkload(this, name, app, host) { App = app, Ports = ports.ToDictionary(p => p.Name, p => p.Port) };
        _workloads[name] = workload;
        return workload;
    }

    /// <summary>Adds an HTTP application on the workload's port, and returns it.</summary>
    internal async Task<HttpApp> ServeAsync(MeshWorkload workload, int port)
    {
        var app = await HttpApp.StartAsync(workload.Host.Listen(new IPEndPoint(IPAddress.Any, port)), workload.Name);
        _apps.Add(app);
        return app;
    }

    /// <summary>Writes a configuration file; in one step, as an editor does.</summary>
    internal void Configure(string file, string yaml)
    {
        var path = Path.Combine(ConfigDirectory, file);
        File.WriteAllText(path + ".tmp~", yaml);
        File.Move(path + ".tmp~", path, overwrite: true);
    }

    /// <summary>Writes the WorkloadEntries, all but some.</summary>
    internal void ConfigureWorkloads(params string[] without) => Configure("workloads.yaml", WorkloadYaml(_workloads.Values.Where(workload => !without.Contains(workload.Name))));

    /// <summary>Writes the WorkloadEntries and starts everything.</summary>
    internal async Task StartAsync()
    {
        ConfigureWorkloads();
        await StartCertAuthorityAsync();
        await TokenFileAsync("controlplane", "mesh-system", "mesh-controlplane", 0);
        await StartControlPlaneAsync();
        await Task.WhenAll(_workloads.Values.Select(workload => Task.Run(async () =>
        {
            workload.ApplyRules();
            await workload.StartProxyAsync();
        })));
    }

    internal async Task StartCertAuthorityAsync()
    {
        var state = Directory.PrivateSubdirectory("ca");
        var ready = Directory["ca.ready"];
        File.Delete(ready);
        CertAuthority = System.Start(new ProgramStart(Program("mesh-ca"),
            "--state-dir", state, "--trust-domain", "cluster.local", "--listen", CertAuthorityAddress, "--metrics-listen", $"{System.IPv4}:15014", "--ready-file", ready));
        await ReadyFile.WaitAsync(CertAuthority, ready);
    }

    internal async Task StartControlPlaneAsync()
    {
        var ready = Directory["controlplane.ready"];
        File.Delete(ready);
        ControlPlane = System.Start(new ProgramStart(Program("mesh-controlplane"),
            "--config-dir", ConfigDirectory, "--state-dir", Directory.PrivateSubdirectory("controlplane"), "--ca", CertAuthorityAddress,
            "--token-file", Directory["controlplane.token"], "--listen", ControlPlaneAddress, "--metrics-listen", $"{System.IPv4}:15114",
            "--certificate-validity", Validity, "--ready-file", ready));
        await ReadyFile.WaitAsync(ControlPlane, ready);
    }

    /// <summary>A reusable join token in a file that only <paramref name="uid"/> can read.</summary>
    internal Task<string> TokenFileAsync(string name, string ns, string account, int uid)
    {
        var file = Directory[$"{name}.token"];
        Command.Run(Program("meshctl"), "token", $"{ns}/{account}", "--ca-socket", Path.Combine(Directory["ca"], "admin.sock"), "--reusable", "--file", file);
        Command.Run("chown", $"{uid}:{uid}", file);
        return Task.FromResult(file);
    }

    /// <summary>Runs meshctl against this mesh's control plane.</summary>
    internal string OperatorSocket => Path.Combine(Directory["controlplane"], "operator.sock");

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
            await app.DisposeAsync();
        foreach (var workload in _workloads.Values)
            workload.EndSuccessors();
        await Fabric.DisposeAsync();
        Directory.Dispose();
    }

    private static string WorkloadYaml(IEnumerable<MeshWorkload> workloads)
    {
        var yaml = new StringBuilder();
        foreach (var workload in workloads)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"""
                ---
                apiVersion: meshctl.dev/v1alpha1
                kind: WorkloadEntry
                metadata:
                  name: {workload.Name}
                  namespace: t
                  labels: {"{"}app: {workload.App}, workload: {workload.Name}{"}"}
                  annotations: {"{"}{string.Join(", ", workload.Annotations.Select(a => $"{a.Key}: \"{a.Value}\""))}{"}"}
                spec:
                  address: {workload.Host.IPv4}
                  serviceAccount: {workload.Account}
                  ports: {"{"}{string.Join(", ", workload.Ports.Select(p => $"{p.Key}: {p.Value}"))}{"}"}

                """);
        }
        return yaml.ToString();
    }
}
