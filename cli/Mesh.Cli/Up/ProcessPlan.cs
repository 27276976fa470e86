using System.Globalization;
using System.Net;
using Mesh.Api.Resources;
using Mesh.Cli.LocalMeshes;
using Mesh.Conventions;

namespace Mesh.Cli.Up;

/// <summary>Which processes make up a local mesh, and with which arguments. Pure: starts nothing.</summary>
internal sealed class ProcessPlan(UpOptions options, MeshBinaries binaries)
{
    /// <summary>Annotation of a WorkloadEntry with the application's command line, run by <c>/bin/sh -c</c>.</summary>
    internal const string CommandAnnotation = "up.meshctl.dev/command";

    /// <summary>Address of the control-side services in namespace mode; link-local, so that no workload has it.</summary>
    internal static readonly IPAddress SystemAddress = IPAddress.Parse("169.254.15.15");

    /// <summary>The resolver that workloads ask in namespace mode; iptables leads to the proxy before it is reached.</summary>
    internal static readonly IPAddress Nameserver = IPAddress.Parse("169.254.15.53");

    private readonly MeshLayout _layout = options.Layout;

    private bool InNamespaces => options.Network == NetworkMode.Namespaces;

    /// <summary>Identity of a control-side service or workload.</summary>
    internal string Identity(string ns, string account) => $"spiffe://{options.TrustDomain}/ns/{ns}/sa/{account}";

    internal MeshProcessSpec CertAuthority(string? ns)
    {
        var ready = Path.Combine(_layout.CertAuthority, "ready.json");
        List<string> arguments =
        [
            "--state-dir", _layout.CertAuthority, "--trust-domain", options.TrustDomain,
            "--listen", Listen(MeshPorts.CertAuthority), "--metrics-listen", Metrics(0),
            "--admin-socket", _layout.CertAuthoritySocket, "--ready-file", ready,
        ];
        return new MeshProcessSpec("mesh-ca", binaries.Find("mesh-ca"), arguments, ns, ReadyFile: ready);
    }

    internal MeshProcessSpec ControlPlane(string? ns, string certAuthority, string tokenFile)
    {
        var ready = Path.Combine(_layout.ControlPlane, "ready.json");
        List<string> arguments =
        [
            "--config-dir", Path.GetFullPath(options.Directory), "--state-dir", _layout.ControlPlane,
            "--ca", certAuthority, "--token-file", tokenFile,
            "--listen", Listen(MeshPorts.ControlPlane), "--metrics-listen", Metrics(1),
            "--operator-socket", _layout.OperatorSocket, "--ready-file", ready,
        ];
        AddValidity(arguments);
        return new MeshProcessSpec("mesh-controlplane", binaries.Find("mesh-controlplane"), arguments, ns, ReadyFile: ready);
    }

    internal MeshProcessSpec ProxyInit(WorkloadEntry workload, string ns) =>
        new($"init-{workload.Name.ServiceName}", binaries.Find("mesh-proxyinit"), ["--capture-dns"], ns);

    internal MeshProcessSpec Proxy(WorkloadEntry workload, string? ns, string certAuthority, string controlPlane, string tokenFile)
    {
        var state = _layout.Proxy(workload.Name.Namespace, workload.Name.Name);
        var ready = Path.Combine(state, "ready.json");
        List<string> arguments =
        [
            "--workload", workload.Name.ToString(), "--address", workload.Address.ToString(),
            "--ca", certAuthority, "--control-plane", controlPlane, "--token-file", tokenFile,
            "--state-dir", state, "--ready-file", ready, "--capture", InNamespaces ? "iptables" : "none",
        ];
        if (!InNamespaces)
        {
            arguments.AddRange(["--tunnel-listen", new IPEndPoint(workload.Address, MeshPorts.Tunnel).ToString()]);
            arguments.AddRange(["--metrics-listen", new IPEndPoint(workload.Address, MeshPorts.ProxyMetrics).ToString()]);
        }
        AddValidity(arguments);
        return new MeshProcessSpec($"proxy-{workload.Name.ServiceName}", binaries.Find("mesh-proxy"), arguments, ns,
            InNamespaces ? MeshIdentities.ProxyUid : null, ready);
    }

    /// <summary>The application's process; null when the entry has no command: it is started by somebody else.</summary>
    internal MeshProcessSpec? Application(WorkloadEntry workload, string? ns, string binaryDirectory) =>
        workload.Metadata.Annotations.TryGetValue(CommandAnnotation, out var command)
            ? new MeshProcessSpec($"app-{workload.Name.ServiceName}", "/bin/sh", ["-c", $"exec {command}"], ns,
                WorkingDirectory: Path.GetFullPath(options.Directory), Path: binaryDirectory)
            : null;

    private string Listen(int port) => InNamespaces ? new IPEndPoint(SystemAddress, port).ToString() : "127.0.0.1:0";

    private string Metrics(int offset) =>
        InNamespaces ? string.Create(CultureInfo.InvariantCulture, $"{SystemAddress}:{MeshPorts.ServiceMetrics + (offset * 100)}") : "127.0.0.1:0";

    private void AddValidity(List<string> arguments)
    {
        if (options.CertificateValidity is { } validity)
            arguments.AddRange(["--certificate-validity", validity]);
    }
}
