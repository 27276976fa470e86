using System.Globalization;
using System.Text.RegularExpressions;
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

    /// <summary>Annotations of its WorkloadEntry.</summary>
    internal IReadOnlyDictionary<string, string> Annotations { get; set; } = new Dictionary<string, string>();

    /// <summary>Further flags of the proxy.</summary>
    internal IReadOnlyList<string> ProxyFlags { get; set; } = [];

    /// <summary>Environment of the proxy, beside what it inherits.</summary>
    internal IReadOnlyDictionary<string, string> ProxyEnvironment { get; set; } = new Dictionary<string, string>();

    /// <summary>Processes that took over from <see cref="Proxy"/>, one from the other.</summary>
    internal IReadOnlyList<int> Successors => _successors;

    private readonly List<int> _successors = [];

    private string ReadyPath => Path.Combine(StateDirectory, "ready.json");

    internal string AdminSocket => Path.Combine(StateDirectory, "admin.sock");

    /// <summary>What starts the proxy, before its flags. Default: the mesh's program.</summary>
    internal IReadOnlyList<string> ProxyCommand { get; set; } = [mesh.Program("mesh-proxy")];

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
        File.Delete(ReadyPath);
        Proxy = StartBeside($"t/{name}", token);
        await ReadyFile.WaitAsync(Proxy, ReadyPath);
    }

    /// <summary>Starts another proxy process beside the running one, without waiting for it.</summary>
    internal ChildProcess StartBeside(string workload, string? token, params IEnumerable<string> flags) => host.Start(new ProgramStart(ProxyCommand[0],
    [
        .. ProxyCommand.Skip(1), "--workload", workload, "--address", host.IPv4.ToString(), "--ca", mesh.CertAuthorityAddress, "--control-plane", mesh.ControlPlaneAddress,
        "--token-file", token ?? mesh.Directory[$"{name}.token"], "--state-dir", StateDirectory, "--ready-file", ReadyPath,
        "--certificate-validity", mesh.Validity, "--log-level", "debug", .. ProxyFlags, .. flags,
    ]) { Uid = TestMesh.ProxyUid, Environment = ProxyEnvironment });

    /// <summary>Asks the running proxy, as an operator does.</summary>
    internal CommandResult Admin(params IEnumerable<string> command) => host.Try(mesh.Program("mesh-proxy"), ["admin", .. command, "--admin-socket", AdminSocket]);

    /// <summary>Upgrades the running proxy; returns the process that serves now.</summary>
    internal int Upgrade()
    {
        var answer = Admin("upgrade");
        Assert.True(answer.ExitCode == 0, answer.Output + answer.Error + Proxy.Error);
        var successor = int.Parse(Regex.Match(answer.Output, "^process (\\d+), version .* serves", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);
        _successors.Add(successor);
        return successor;
    }

    /// <summary>Ends processes that took over: they hold the first one's output open.</summary>
    internal void EndSuccessors() => _successors.ForEach(process => Command.Try("kill", "-KILL", process.ToString(CultureInfo.InvariantCulture)));

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
