using System.Net;
using Mesh.Conventions;
using Mesh.Identity.Enrolment;
using Mesh.Proxy.Admission;
using Mesh.Proxy.Limits;
using Mesh.Proxy.Memory;
using Mesh.Tunnel.Limits;

namespace Mesh.Proxy.Runtime;

/// <summary>Reads <see cref="ProxyOptions"/> from the command line and collects all errors.</summary>
internal sealed class ProxyOptionsParser
{
    private static readonly ServiceAddress Nowhere = ServiceAddress.From(new IPEndPoint(IPAddress.None, 0));

    private const long SmallestMemory = 16L << 20;

    private const int MostConnections = 1_000_000;

    private readonly List<string> _errors = [];
    private FlagValues _flags = null!;

    /// <summary>What was wrong, one line each; empty when <see cref="Parse"/> succeeded.</summary>
    internal IReadOnlyList<string> Errors => _errors;

    /// <summary>Reads <paramref name="args"/> (without the program's name); null when <see cref="Errors"/> has any.</summary>
    internal ProxyOptions? Parse(IReadOnlyList<string> args)
    {
        _flags = new FlagValues(args, _errors);
        var workload = _flags.Required("workload", "--workload shop/web-1");
        var addresses = _flags.All("address").SelectMany(list => list.Split(',')).Select(a => _flags.Address("address", a)).OfType<IPAddress>().ToArray();
        if (addresses.Length == 0)
            _errors.Add("--address is missing: give each of the workload's IP addresses, --address 10.0.0.7");
        if (workload is not null && workload.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
            _errors.Add($"--workload: '{workload}' is not NAMESPACE/NAME");
        var defaults = new ProxyOptions
        {
            Workload = "", Addresses = [], Enrolment = EnrolmentFiles.JoinToken(""), StateDirectory = "", AdminSocket = "",
            CertAuthority = Nowhere, ControlPlane = Nowhere,
        };
        var state = _flags.Required("state-dir", "--state-dir /var/lib/mesh");
        var options = defaults with
        {
            Workload = workload ?? "",
            Addresses = addresses,
            CertAuthority = _flags.RequiredService("ca"),
            ControlPlane = _flags.RequiredService("control-plane"),
            Enrolment = Enrolment(_flags.Required("token-file", "--token-file /etc/mesh/token") ?? ""),
            StateDirectory = state ?? "",
            AdminSocket = _flags.One("admin-socket") ?? Path.Combine(state ?? "", "admin.sock"),
            Capture = _flags.Choice("capture", CaptureMode.Iptables),
            DnsUpstream = DnsUpstream(),
            CertificateValidity = _flags.Duration("certificate-validity"),
            OutboundListen = _flags.Endpoint("outbound-listen") ?? defaults.OutboundListen,
            InboundListen = _flags.Endpoint("inbound-listen") ?? defaults.InboundListen,
            TunnelListen = _flags.Endpoint("tunnel-listen") ?? defaults.TunnelListen,
            MetricsListen = _flags.Endpoint("metrics-listen") ?? defaults.MetricsListen,
            DnsListen = _flags.Endpoint("dns-listen") ?? defaults.DnsListen,
            ReadyFile = _flags.One("ready-file"),
            DrainDeadline = _flags.Duration("drain-deadline") ?? defaults.DrainDeadline,
            HandoverDeadline = _flags.Duration("handover-deadline") ?? defaults.HandoverDeadline,
            TakeOver = _flags.One("take-over"),
            Loops = _flags.Number("loops", 1, 64) ?? defaults.Loops,
            Tcp = Tcp(defaults.Tcp),
            Limits = Limits(defaults.Limits),
            MemoryLimit = MemoryBytes(),
            LogLevel = _flags.Choice("log-level", defaults.LogLevel),
        };
        foreach (var unknown in _flags.Unknown)
            _errors.Add($"--{unknown} is not a flag of mesh-proxy; see mesh-proxy --help");
        return _errors.Count == 0 ? options : null;
    }

    private LimitOptions Limits(LimitOptions defaults) => new()
    {
        HeaderBytes = _flags.Number("max-header-bytes", 1024, HeadSize.MaxBytes) ?? defaults.HeaderBytes,
        Headers = _flags.Number("max-headers", 10, HeadSize.MaxFields) ?? defaults.Headers,
        HeaderTimeout = _flags.Duration("header-timeout") ?? defaults.HeaderTimeout,
        HttpIdleTimeout = _flags.Duration("http-idle-timeout") ?? defaults.HttpIdleTimeout,
        Streams = _flags.Number("max-streams", 1, 65_536) ?? defaults.Streams,
        BodyBuffer = _flags.Number("max-body-buffer", 0, 1 << 20) ?? defaults.BodyBuffer,
        Connections = Connections(defaults.Connections),
    };

    private ConnectionOptions Connections(ConnectionOptions defaults) => new()
    {
        All = _flags.Number("max-connections", 1, MostConnections) ?? defaults.All,
        Outbound = _flags.Number("max-outbound-connections", 1, MostConnections),
        Inbound = _flags.Number("max-inbound-connections", 1, MostConnections),
        Tunnel = _flags.Number("max-tunnel-connections", 1, MostConnections),
        PerSource = _flags.NumberOrOff("max-connections-per-source", 1, MostConnections),
        Rate = _flags.NumberOrOff("max-connection-rate", 1, MostConnections),
    };

    private TcpSettings Tcp(TcpSettings defaults) => new()
    {
        IdleTimeout = _flags.DurationOrOff("tcp-idle-timeout") ?? defaults.IdleTimeout,
        ConnectTimeout = _flags.Duration("tcp-connect-timeout") ?? defaults.ConnectTimeout,
        KeepAlive = _flags.DurationOrOff("tcp-keepalive") ?? defaults.KeepAlive,
        UserTimeout = _flags.DurationOrOff("tcp-user-timeout") ?? defaults.UserTimeout,
    };

    private EnrolmentFiles Enrolment(string tokenFile)
    {
        if (EnrolmentFiles.TryCreate(tokenFile, _flags.One("root-file"), _flags.One("trust-domain"), MeshIdentities.DefaultTrustDomain, out var files, out var error))
            return files;
        _errors.Add(error);
        return EnrolmentFiles.JoinToken(tokenFile);
    }

    private IPEndPoint? DnsUpstream()
    {
        if (_flags.One("dns-upstream") is not { } text)
            return null;
        if (!text.StartsWith('/'))
            return _flags.ParseEndpoint("dns-upstream", text);
        var server = ResolvConf.FirstServer(text, out var error);
        if (error is not null)
            _errors.Add($"--dns-upstream: {error}");
        return server;
    }

    private long? MemoryBytes()
    {
        switch (_flags.One("memory-limit"))
        {
            case null:
                return MemoryLimit.OfControlGroup();
            case "off":
                return null;
            case var text when MemoryLimit.TryParse(text, out var bytes) && bytes >= SmallestMemory:
                return bytes;
            case var text:
                _errors.Add($"--memory-limit: '{text}' is not a size of at least 16Mi, such as 64Mi or 1Gi, or off");
                return null;
        }
    }
}
