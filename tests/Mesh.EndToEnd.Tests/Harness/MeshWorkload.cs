using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>A workload of a <see cref="TestMesh"/>: a host with rules and a proxy.</summary>
internal sealed class MeshWorkload(TestMesh mesh, string name, string account, NetworkHost host)
{
    /// <summary>Name of the WorkloadEntry in namespace <c>t</c>.</summary>
    internal string Name => name;

    internal string Account => account;

    internal NetworkHost Host => host;

    /// <summary>The running proxy.</summary>
    internal ChildProcess Proxy { get; private set; } = null!;

    /// <summary>Ports its WorkloadEntry declares: name and number.</summary>
    internal required IReadOnlyDictionary<string, int> Ports { get; init; }

    /// <summary>Value of the label <c>app</c>.</summary>
    internal required string App { get; init; }

    /// <summary>Further flags of the proxy.</summary>
    internal IReadOnlyList<string> ProxyFlags { get; set; } = [];

    internal string StateDirectory => mesh.Directory[$"proxy-{name}"];

    /// <summary>Applies the rules, once.</summary>
    internal void ApplyRules() => host.Run(mesh.Program("mesh-proxyinit"), "--capture-dns");

    /// <summary>Starts the proxy and waits until it serves.</summary>
    internal async Task StartProxyAsync()
    {
        var token = await mesh.TokenFileAsync(name, "t", account, TestMesh.ProxyUid);
        mesh.Directory.Subdirectory($"proxy-{name}", TestMesh.ProxyUid);
        await StartProxyAgainAsync(token);
    }

    /// <summary>Starts the proxy with what an earlier one left: token and last good configuration.</summary>
    internal async Task StartProxyAgainAsync(string? token = null)
    {
        var ready = Path.Combine(StateDirectory, "ready.json");
        File.Delete(ready);
        Proxy = host.Start(new ProgramStart(mesh.Program("mesh-proxy"),
        [
            "--workload", $"t/{name}", "--address", host.IPv4.ToString(), "--ca", mesh.CertAuthorityAddress, "--control-plane", mesh.ControlPlaneAddress,
            "--token-file", token ?? mesh.Directory[$"{name}.token"], "--state-dir", StateDirectory, "--ready-file", ready,
            "--certificate-validity", mesh.Validity, "--log-level", "debug", .. ProxyFlags,
        ]) { Uid = TestMesh.ProxyUid });
        await ReadyFile.WaitAsync(Proxy, ready);
    }

    /// <summary>Makes a destination known to the proxy: asks until it answers well, for a busy machine may take longer than a proxy holds a first request.</summary>
    internal async Task MeetAsync(string url)
    {
        using var client = host.CreateHttpClient();
        await Eventually.TrueAsync(async () =>
        {
            using var response = await client.GetAsync(url);
            return response.IsSuccessStatusCode;
        }, $"{url} answers");
    }
}
