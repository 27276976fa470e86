using System.Net;
using Mesh.Conventions;
using Mesh.Hosting.Arguments;

namespace Mesh.ControlPlane;

/// <summary>The command line.</summary>
internal sealed record ControlPlaneOptions
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        mesh-controlplane: serves the mesh's configuration to proxies (delta xDS, TLS) and its state to operators

          --config-dir DIR          manifests of the mesh (YAML); watched
          --state-dir DIR           what must survive a restart; made if missing, mode 0700
          --ca IP:PORT              the certificate authority
          --token-file PATH         join token for spiffe://DOMAIN/ns/mesh-system/sa/mesh-controlplane
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

    /// <summary>Directory of manifests.</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary>Directory of what must survive a restart.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Where the certificate authority listens.</summary>
    public required IPEndPoint CertificateAuthority { get; init; }

    /// <summary>File of the join token.</summary>
    public required string TokenFile { get; init; }

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
        return new ControlPlaneOptions
        {
            ConfigDirectory = flags.RequiredText("config-dir", "/etc/mesh"),
            StateDirectory = state,
            CertificateAuthority = flags.RequiredEndpoint("ca", $"127.0.0.1:{MeshPorts.CertAuthority}"),
            TokenFile = flags.RequiredText("token-file", "/etc/mesh/controlplane.token"),
            Listen = flags.Endpoint("listen", new IPEndPoint(IPAddress.Any, MeshPorts.ControlPlane)),
            MetricsListen = flags.Endpoint("metrics-listen", new IPEndPoint(IPAddress.Any, MeshPorts.ServiceMetrics)),
            OperatorSocket = flags.Text("operator-socket") ?? Path.Combine(state, "operator.sock"),
            CertificateValidity = validity == TimeSpan.Zero ? null : validity,
            ReadyFile = flags.Text("ready-file"),
            LogLevel = flags.LogLevel(),
        };
    }
}
