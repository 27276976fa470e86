using System.Net;
using Mesh.Conventions;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>
/// Proxies with the OpenSSL of Debian 13, which <c>.ci/deps</c> unpacks aside, and one with the machine's own: which key exchange they agree on.
/// </summary>
public sealed class PostQuantumTests : IAsyncLifetime
{
    private const string Hybrid = "group=\"X25519MLKEM768\"";
    private const string Classic = "group=\"x25519\"";

    private static readonly string Libraries = Path.Combine(RepositoryRoot.Path, "artifacts/openssl-3.5");

    private TestMesh _mesh = null!;

    /// <summary>Whether the library is there, and a natively compiled proxy that another dynamic linker can start.</summary>
    public static bool CanRun { get; } = Requires.Root && File.Exists(Path.Combine(Libraries, "libssl.so.3")) && BuiltProgram.IsPublished("mesh-proxy");

    public async ValueTask InitializeAsync()
    {
        if (!CanRun)
            return;
        _mesh = TestMesh.Create();
        foreach (var name in (string[])["new-1", "new-2", "old-1"])
            _mesh.Add(name, name[..^2], ("http", 8080));
        foreach (var name in (string[])["new-1", "new-2"])
            _mesh[name].ProxyCommand = [Path.Combine(Libraries, "ld-linux-x86-64.so.2"), "--library-path", $"{Libraries}:/lib/x86_64-linux-gnu", BuiltProgram.FindPublished("mesh-proxy")];
        _mesh.Configure("mesh.yaml", Yaml.Strict + "\n---\n" + ServiceOf("new-1") + ServiceOf("new-2") + ServiceOf("old-1"));
        await _mesh.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [Fact(Skip = "needs root, the OpenSSL of .ci/deps and artifacts/bin (make binaries)", SkipUnless = nameof(CanRun))]
    public async Task Two_new_libraries_agree_on_the_hybrid_group_and_an_old_one_on_X25519()
    {
        await _mesh.ServeAsync(_mesh["new-2"], 8080);
        await _mesh.ServeAsync(_mesh["old-1"], 8080);

        await _mesh["new-1"].MeetAsync("http://new-2.t/");
        Assert.Equal((1, 0), await HandshakesAsync("new-1", "client"));
        Assert.Equal((1, 0), await HandshakesAsync("new-2", "server"));

        await _mesh["old-1"].MeetAsync("http://new-2.t/");
        Assert.Equal((0, 1), await HandshakesAsync("old-1", "client"));
        Assert.Equal((1, 1), await HandshakesAsync("new-2", "server"));

        await _mesh["new-1"].MeetAsync("http://old-1.t/");
        Assert.Equal((1, 1), await HandshakesAsync("new-1", "client"));
        Assert.Equal((0, 1), await HandshakesAsync("old-1", "server"));
    }

    private async Task<(double Hybrid, double Classic)> HandshakesAsync(string workload, string role) =>
        (await CountAsync(workload, role, Hybrid), await CountAsync(workload, role, Classic));

    private Task<double> CountAsync(string workload, string role, string group) => Metrics.SumAsync(
        _mesh.System, new IPEndPoint(_mesh[workload].Host.IPv4, MeshPorts.ProxyMetrics), "mesh_tls_handshakes_total", $"role=\"{role}\"", group);

    // Each service selects one workload by its own label.
    private static string ServiceOf(string workload) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{workload}}, namespace: t}
        spec:
          selector: {workload: {{workload}}}
          ports: [{name: http, port: 80, targetPort: 8080}]
        ---

        """;
}
