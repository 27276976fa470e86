using System.Net;
using Mesh.Conventions;
using Mesh.Hosting.Arguments;
using Mesh.CertAuthority.Issuing;
using Mesh.Identity;

namespace Mesh.CertAuthority.Serving;

/// <summary>What the command line sets.</summary>
internal sealed record CertAuthorityOptions
{
    /// <summary>Printed by <c>--help</c>.</summary>
    public const string Usage = """
        mesh-ca: issues the certificates of a mesh.

        mesh-ca --state-dir DIR --trust-domain NAME [flags]
        mesh-ca --kubernetes [--kubeconfig FILE] [flags]

          --state-dir DIR            keys and used tokens; mode 0700, created when missing
          --kubernetes               instead of --state-dir: the root in a Secret, callers known by their service accounts
          --kubeconfig FILE          names the API server; default: the pod's own
          --trust-domain NAME        such as cluster.local, the default in Kubernetes
          --listen IP:PORT           identity service (TLS); default 0.0.0.0:15013
          --metrics-listen IP:PORT   /live /ready /metrics; default 0.0.0.0:15014
          --admin-socket PATH        issues join tokens; mode 0600; default DIR/admin.sock; not in Kubernetes
          --max-validity DURATION    of workload certificates, 10s to 720h; default 24h
          --ready-file PATH          written when the service serves
          --log-level LEVEL          debug, info or warn; default info
          --version, --help
        """;

    private static readonly TimeSpan DefaultMaxValidity = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestMaxValidity = TimeSpan.FromDays(30);

    /// <value>Directory with keys and used tokens; null: in Kubernetes.</value>
    public string? StateDirectory { get; init; }

    /// <value>In Kubernetes, the file that names the API server; null: the pod's own.</value>
    public string? Kubeconfig { get; init; }

    /// <value>The trust domain of all identities.</value>
    public required TrustDomain TrustDomain { get; init; }

    /// <value>Where the identity service listens. Default 0.0.0.0:15013.</value>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Any, MeshPorts.CertAuthority);

    /// <value>Where health and metrics listen. Default 0.0.0.0:15014.</value>
    public IPEndPoint MetricsListen { get; init; } = new(IPAddress.Any, MeshPorts.ServiceMetrics);

    /// <value>Path of the operators' Unix socket; null: none.</value>
    public string? AdminSocket { get; init; }

    /// <value>Longest validity of a workload certificate, 10 s to 30 days. Default 24 h.</value>
    public TimeSpan MaxValidity { get; init; } = DefaultMaxValidity;

    /// <value>Written when the service serves; null: none.</value>
    public string? ReadyFile { get; init; }

    /// <value>Events below it are not logged; audit lines always are.</value>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Takes the options from the command line.</summary>
    public static CertAuthorityOptions Read(Flags flags)
    {
        var inKubernetes = flags.Switch("kubernetes");
        RefuseOthers(flags, inKubernetes);
        var state = inKubernetes ? null : flags.RequiredText("state-dir", "/var/lib/mesh-ca");
        var domain = inKubernetes ? flags.Text("trust-domain") ?? MeshIdentities.DefaultTrustDomain : flags.RequiredText("trust-domain", MeshIdentities.DefaultTrustDomain);
        if (!TrustDomain.TryParse(domain, out var trustDomain) && domain.Length > 0)
            flags.Fail($"--trust-domain: '{domain}' is not a trust domain; use 1 to 255 characters out of a-z, 0-9, '.', '-' and '_'");
        var options = new CertAuthorityOptions
        {
            StateDirectory = state,
            TrustDomain = trustDomain ?? TrustDomain.Parse(MeshIdentities.DefaultTrustDomain),
            Kubeconfig = inKubernetes ? flags.Text("kubeconfig") : null,
            AdminSocket = state is null ? null : flags.Text("admin-socket") ?? Path.Combine(state, "admin.sock"),
            MaxValidity = flags.Duration("max-validity", DefaultMaxValidity, LeafIssuer.MinValidity, LongestMaxValidity),
            ReadyFile = flags.Text("ready-file"),
            LogLevel = flags.LogLevel(),
        };
        return options with { Listen = flags.Endpoint("listen", options.Listen), MetricsListen = flags.Endpoint("metrics-listen", options.MetricsListen) };
    }

    private static void RefuseOthers(Flags flags, bool inKubernetes)
    {
        string[] others = inKubernetes ? ["state-dir", "admin-socket"] : ["kubeconfig"];
        foreach (var name in others)
        {
            if (flags.Text(name) is not null)
                flags.Fail(inKubernetes ? $"--kubernetes and --{name} exclude each other" : $"--{name} goes with --kubernetes");
        }
    }
}
