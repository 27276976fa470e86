using System.Buffers;
using System.Net;
using Mesh.Conventions;
using Mesh.Hosting.Arguments;
using Mesh.Injection.Settings;

namespace Mesh.Injector.Serving;

/// <summary>The command line.</summary>
internal sealed record InjectorOptions
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        mesh-injector: gives pods their proxy, as a mutating admission webhook

          --proxy-image IMAGE       mesh-proxy
          --init-image IMAGE        mesh-proxyinit
          --trust-domain NAME       default cluster.local
          --ca HOST:PORT            what proxies are told; default mesh-ca.NAMESPACE.svc.cluster.local:15013
          --control-plane HOST:PORT what proxies are told; default mesh-controlplane.NAMESPACE.svc.cluster.local:15012
          --namespace NAME          its own; default mesh-system
          --kubeconfig FILE         names the API server; default: the pod's own
          --listen IP:PORT          the webhook (TLS); default 0.0.0.0:9443
          --metrics-listen IP:PORT  /live /ready /metrics; default 0.0.0.0:15014
          --ready-file PATH         written once it serves: JSON with listen, metrics
          --log-level LEVEL         debug, info or warn; default info
          --version, --help
        """;

    private const int MaxTrustDomain = 255;

    private static readonly SearchValues<char> TrustDomainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");

    /// <summary>What all injected pods have in common.</summary>
    public required InjectionOptions Injection { get; init; }

    /// <summary>File that names the API server; null: the pod's own.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Where the API server connects.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Any, MeshPorts.Webhook);

    /// <summary>Where monitoring connects.</summary>
    public IPEndPoint MetricsListen { get; init; } = new(IPAddress.Any, MeshPorts.ServiceMetrics);

    /// <summary>File to write once it serves; null: none.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>What is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Takes the options from flags; what is wrong goes to the flags' errors.</summary>
    public static InjectorOptions Read(Flags flags)
    {
        var options = new InjectorOptions
        {
            Injection = ReadInjection(flags),
            Kubeconfig = flags.Text("kubeconfig"),
            ReadyFile = flags.Text("ready-file"),
            LogLevel = flags.LogLevel(),
        };
        return options with { Listen = flags.Endpoint("listen", options.Listen), MetricsListen = flags.Endpoint("metrics-listen", options.MetricsListen) };
    }

    private static InjectionOptions ReadInjection(Flags flags)
    {
        var system = flags.Text("namespace") ?? MeshIdentities.SystemNamespace;
        return new InjectionOptions
        {
            SystemNamespace = system,
            ProxyImage = flags.RequiredText("proxy-image", "registry.example/mesh-proxy:1.0"),
            InitImage = flags.RequiredText("init-image", "registry.example/mesh-proxyinit:1.0"),
            TrustDomain = TrustDomain(flags),
            CertAuthority = Service(flags, "ca", MeshIdentities.CertAuthority, system, MeshPorts.CertAuthority),
            ControlPlane = Service(flags, "control-plane", MeshIdentities.ControlPlane, system, MeshPorts.ControlPlane),
        };
    }

    private static string TrustDomain(Flags flags)
    {
        var name = flags.Text("trust-domain") ?? MeshIdentities.DefaultTrustDomain;
        if (name.Length is 0 or > MaxTrustDomain || name.AsSpan().ContainsAnyExcept(TrustDomainCharacters))
            flags.Fail($"--trust-domain: '{name}' is not a trust domain; use 1 to 255 characters out of a-z, 0-9, '.', '-' and '_'");
        return name;
    }

    // Absolute names: the pods' search lists would be tried first for shorter ones.
    private static string Service(Flags flags, string flag, string service, string system, int port)
    {
        var text = flags.Text(flag) ?? $"{service}.{system}.svc.cluster.local:{port}";
        if (!ServiceAddress.TryParse(text, out _))
            flags.Fail($"--{flag}: '{text}' is not HOST:PORT, such as {service}.{system}.svc.cluster.local:{port}");
        return text;
    }
}
