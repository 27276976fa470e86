using System.Collections.Immutable;
using System.Net;
using Mesh.Conventions;
using Mesh.Hosting.Arguments;
using Mesh.Identity.Enrolment;

namespace Mesh.ControlPlane;

/// <summary>The command line.</summary>
internal sealed record ControlPlaneOptions
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        mesh-controlplane: serves the mesh's configuration to proxies (delta xDS, TLS) and its state to operators

          --config-dir DIR          manifests of the mesh (YAML); watched
          --kubernetes              instead: the objects of a cluster, that of the pod it runs in
          --kubeconfig FILE         the cluster, from outside of it
          --networks CIDR,CIDR      its networks of pods and services, where neither nodes nor ServiceCIDRs name them
          --state-dir DIR           what must survive a restart; made if missing, mode 0700
          --ca HOST:PORT            the certificate authority
          --token-file PATH         join token for spiffe://DOMAIN/ns/mesh-system/sa/mesh-controlplane;
                                    with --root-file the token of that Kubernetes service account
          --root-file PATH          PEM of the roots to trust, beside a service account's token
          --trust-domain NAME       of that service account; default cluster.local
          --listen IP:PORT          for proxies; default 0.0.0.0:15012
          --metrics-listen IP:PORT  /live /ready /metrics; default 0.0.0.0:15014
          --operator-socket PATH    for operators; default STATE/operator.sock
          --certificate-validity D  wanted lifetime of its own certificate; default: the authority's longest
          --ready-file PATH         written once it serves: JSON with listen, metrics, operatorSocket
          --log-level LEVEL         debug, info or warn; default info
          --version, --help
        """;

    private static readonly TimeSpan ShortestValidity = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestValidity = TimeSpan.FromDays(365);

    /// <summary>Directory of manifests; null: a cluster is read.</summary>
    public required string? ConfigDirectory { get; init; }

    /// <summary>How the cluster is reached; null: as a pod in it.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>A cluster's networks of pods and services that it does not name itself.</summary>
    public ImmutableArray<IPNetwork> Networks { get; init; } = [];

    /// <summary>Directory of what must survive a restart.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Where the certificate authority listens.</summary>
    public required ServiceAddress CertificateAuthority { get; init; }

    /// <summary>Token and roots for the own certificate.</summary>
    public required EnrolmentFiles Enrolment { get; init; }

    /// <summary>Where proxies connect.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Where monitoring connects.</summary>
    public required IPEndPoint MetricsListen { get; init; }

    /// <summary>Where operators connect.</summary>
    public required string OperatorSocket { get; init; }

    /// <summary>Wanted lifetime of the own certificate; null: the authority's longest.</summary>
    public TimeSpan? CertificateValidity { get; init; }

    /// <summary>File to write once it serves; null: none.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>What is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Takes the options from flags; what is wrong goes to the flags' errors.</summary>
    public static ControlPlaneOptions Read(Flags flags)
    {
        var state = flags.RequiredText("state-dir", "/var/lib/mesh/controlplane");
        var validity = flags.Duration("certificate-validity", TimeSpan.Zero, ShortestValidity, LongestValidity);
        var (directory, kubeconfig) = ReadSource(flags);
        return new ControlPlaneOptions
        {
            ConfigDirectory = directory,
            Kubeconfig = kubeconfig,
            Networks = ReadNetworks(flags, isCluster: directory is null),
            StateDirectory = state,
            CertificateAuthority = ReadAuthority(flags),
            Enrolment = ReadEnrolment(flags),
            Listen = flags.Endpoint("listen", new IPEndPoint(IPAddress.Any, MeshPorts.ControlPlane)),
            MetricsListen = flags.Endpoint("metrics-listen", new IPEndPoint(IPAddress.Any, MeshPorts.ServiceMetrics)),
            OperatorSocket = flags.Text("operator-socket") ?? Path.Combine(state, "operator.sock"),
            CertificateValidity = validity == TimeSpan.Zero ? null : validity,
            ReadyFile = flags.Text("ready-file"),
            LogLevel = flags.LogLevel(),
        };
    }

    private static (string? Directory, string? Kubeconfig) ReadSource(Flags flags)
    {
        var (isCluster, kubeconfig) = (flags.Switch("kubernetes"), flags.Text("kubeconfig"));
        if (!isCluster && kubeconfig is not null)
            flags.Fail("--kubeconfig says how a cluster is reached: add --kubernetes");
        if (!isCluster)
            return (flags.RequiredText("config-dir", "/etc/mesh"), null);
        if (flags.Text("config-dir") is not null)
            flags.Fail("--config-dir and --kubernetes exclude each other: give one of them");
        return (null, kubeconfig);
    }

    private static ImmutableArray<IPNetwork> ReadNetworks(Flags flags, bool isCluster)
    {
        if (flags.Text("networks") is not { } list)
            return [];
        if (!isCluster)
            flags.Fail("--networks says more of a cluster: add --kubernetes");
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var text in list.Split(','))
        {
            if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
            else
                flags.Fail($"--networks: '{text}' is not a network, such as 10.244.0.0/16 or fd00:10:244::/56");
        }

        return networks.ToImmutable();
    }

    private static ServiceAddress ReadAuthority(Flags flags)
    {
        var text = flags.RequiredText("ca", $"127.0.0.1:{MeshPorts.CertAuthority}");
        if (ServiceAddress.TryParse(text, out var address))
            return address;
        if (text.Length > 0)
            flags.Fail($"--ca: '{text}' is not HOST:PORT, such as 127.0.0.1:15013 or mesh-ca.mesh-system.svc:15013");
        return ServiceAddress.From(new IPEndPoint(IPAddress.None, 0));
    }

    private static EnrolmentFiles ReadEnrolment(Flags flags)
    {
        var tokenFile = flags.RequiredText("token-file", "/etc/mesh/controlplane.token");
        if (EnrolmentFiles.TryCreate(
            tokenFile, flags.Text("root-file"), flags.Text("trust-domain"), MeshIdentities.DefaultTrustDomain, out var files, out var error))
            return files;
        flags.Fail(error);
        return EnrolmentFiles.JoinToken(tokenFile);
    }
}
