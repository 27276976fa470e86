using System.Globalization;
using System.Net;
using Mesh.Conventions;
using Mesh.Identity.Enrolment;
using Mesh.Proxy.Tcp;

namespace Mesh.Proxy.Runtime;

/// <summary>Reads <see cref="ProxyOptions"/> from the command line and collects all errors.</summary>
internal sealed class ProxyOptionsParser
{
    private static readonly ServiceAddress Nowhere = ServiceAddress.From(new IPEndPoint(IPAddress.None, 0));

    private readonly Dictionary<string, List<string>> _values = [];
    private readonly List<string> _errors = [];

    /// <summary>What was wrong, one line each; empty when <see cref="Parse"/> succeeded.</summary>
    internal IReadOnlyList<string> Errors => _errors;

    /// <summary>Reads <paramref name="args"/> (without the program's name); null when <see cref="Errors"/> has any.</summary>
    internal ProxyOptions? Parse(IReadOnlyList<string> args)
    {
        Collect(args);
        var workload = Required("workload", "--workload shop/web-1");
        var addresses = All("address").SelectMany(list => list.Split(',')).Select(a => Address("address", a)).OfType<IPAddress>().ToArray();
        if (addresses.Length == 0)
            _errors.Add("--address is missing: give each of the workload's IP addresses, --address 10.0.0.7");
        if (workload is not null && workload.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
            _errors.Add($"--workload: '{workload}' is not NAMESPACE/NAME");
        var defaults = new ProxyOptions
        {
            Workload = "", Addresses = [], Enrolment = EnrolmentFiles.JoinToken(""), StateDirectory = "", AdminSocket = "",
            CertAuthority = Nowhere, ControlPlane = Nowhere,
        };
        var state = Required("state-dir", "--state-dir /var/lib/mesh");
        var options = defaults with
        {
            Workload = workload ?? "",
            Addresses = addresses,
            CertAuthority = RequiredService("ca"),
            ControlPlane = RequiredService("control-plane"),
            Enrolment = Enrolment(Required("token-file", "--token-file /etc/mesh/token") ?? ""),
            StateDirectory = state ?? "",
            AdminSocket = One("admin-socket") ?? Path.Combine(state ?? "", "admin.sock"),
            Capture = Choice("capture", CaptureMode.Iptables),
            DnsUpstream = DnsUpstream(),
            CertificateValidity = Duration("certificate-validity"),
            OutboundListen = Endpoint("outbound-listen") ?? defaults.OutboundListen,
            InboundListen = Endpoint("inbound-listen") ?? defaults.InboundListen,
            TunnelListen = Endpoint("tunnel-listen") ?? defaults.TunnelListen,
            MetricsListen = Endpoint("metrics-listen") ?? defaults.MetricsListen,
            DnsListen = Endpoint("dns-listen") ?? defaults.DnsListen,
            ReadyFile = One("ready-file"),
            DrainDeadline = Duration("drain-deadline") ?? defaults.DrainDeadline,
            Loops = Number("loops", 1, 64) ?? defaults.Loops,
            Tcp = Tcp(defaults.Tcp),
            LogLevel = Choice("log-level", defaults.LogLevel),
        };
        foreach (var unknown in _values.Keys)
            _errors.Add($"--{unknown} is not a flag of mesh-proxy; see mesh-proxy --help");
        return _errors.Count == 0 ? options : null;
    }

    private void Collect(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                _errors.Add($"'{args[i]}' is not a flag; see mesh-proxy --help");
                continue;
            }
            var (name, value) = args[i][2..].Split('=', 2) is [var n, var v] ? (n, v) : (args[i][2..], i + 1 < args.Count ? args[++i] : null);
            if (value is null)
                _errors.Add($"--{name} needs a value");
            else if (_values.TryGetValue(name, out var values))
                values.Add(value);
            else
                _values[name] = [value];
        }
    }

    private List<string> All(string name) => _values.Remove(name, out var values) ? values : [];

    private string? One(string name)
    {
        var values = All(name);
        if (values.Count > 1)
            _errors.Add($"--{name} is given {values.Count} times");
        return values.FirstOrDefault();
    }

    private string? Required(string name, string example)
    {
        var value = One(name);
        if (string.IsNullOrEmpty(value))
            _errors.Add($"--{name} is missing, e.g. {example}");
        return value;
    }

    private TcpSettings Tcp(TcpSettings defaults) => new()
    {
        IdleTimeout = DurationOrOff("tcp-idle-timeout") ?? defaults.IdleTimeout,
        ConnectTimeout = Duration("tcp-connect-timeout") ?? defaults.ConnectTimeout,
        KeepAlive = DurationOrOff("tcp-keepalive") ?? defaults.KeepAlive,
        UserTimeout = DurationOrOff("tcp-user-timeout") ?? defaults.UserTimeout,
    };

    private EnrolmentFiles Enrolment(string tokenFile)
    {
        if (EnrolmentFiles.TryCreate(tokenFile, One("root-file"), One("trust-domain"), MeshIdentities.DefaultTrustDomain, out var files, out var error))
            return files;
        _errors.Add(error);
        return EnrolmentFiles.JoinToken(tokenFile);
    }

    private ServiceAddress RequiredService(string name)
    {
        if (Required(name, $"--{name} 10.0.0.2:15012") is not { } text)
            return Nowhere;
        if (ServiceAddress.TryParse(text, out var address))
            return address;
        _errors.Add($"--{name}: '{text}' is not HOST:PORT, such as 10.0.0.2:15012 or mesh-ca.mesh-system.svc:15013");
        return Nowhere;
    }

    private IPEndPoint? DnsUpstream()
    {
        if (One("dns-upstream") is not { } text)
            return null;
        if (!text.StartsWith('/'))
            return ParseEndpoint("dns-upstream", text);
        var server = ResolvConf.FirstServer(text, out var error);
        if (error is not null)
            _errors.Add($"--dns-upstream: {error}");
        return server;
    }

    private IPEndPoint? Endpoint(string name) => One(name) is { } text ? ParseEndpoint(name, text) : null;

    private IPEndPoint? ParseEndpoint(string name, string text)
    {
        if (IPEndPoint.TryParse(text, out var endpoint) && text.LastIndexOf(':') > text.LastIndexOf(']') && text.Contains(':', StringComparison.Ordinal))
            return endpoint;
        _errors.Add($"--{name}: '{text}' is not IP:PORT");
        return null;
    }

    private IPAddress? Address(string name, string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return address;
        _errors.Add($"--{name}: '{text}' is not an IP address");
        return null;
    }

    private int? Number(string name, int min, int max)
    {
        if (One(name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        _errors.Add($"--{name}: '{text}' is not a number from {min} to {max}");
        return null;
    }

    /// <summary>A duration; infinite for <c>off</c>.</summary>
    private TimeSpan? DurationOrOff(string name)
    {
        if (!_values.TryGetValue(name, out var values) || values is not ["off"])
            return Duration(name);
        _values.Remove(name);
        return Timeout.InfiniteTimeSpan;
    }

    private TimeSpan? Duration(string name)
    {
        if (One(name) is not { } text)
            return null;
        var (digits, factor) = text switch
        {
            [.. var d, 'm', 's'] => (d, 0.001),
            [.. var d, 's'] => (d, 1.0),
            [.. var d, 'm'] => (d, 60.0),
            [.. var d, 'h'] => (d, 3600.0),
            _ => ("", 0.0),
        };
        if (double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0 && amount < 1e9)
            return TimeSpan.FromSeconds(amount * factor);
        _errors.Add($"--{name}: '{text}' is not a duration such as 300ms, 30s, 5m or 24h");
        return null;
    }

    private T Choice<T>(string name, T otherwise) where T : struct, Enum
    {
        if (One(name) is not { } text)
            return otherwise;
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        _errors.Add($"--{name}: '{text}' is none of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
        return otherwise;
    }
}
