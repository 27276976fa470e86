using System.Collections.Frozen;
using Mesh.Api.Resources;

namespace Mesh.Api.Protocols;

/// <summary>Reads a port's protocol off its <c>appProtocol</c>, else its name (<c>http</c>, <c>grpc-admin</c>), else its number.</summary>
public static class ProtocolDeclaration
{
    private static readonly FrozenDictionary<string, ApplicationProtocol> Words = new Dictionary<string, ApplicationProtocol>
    {
        ["http"] = ApplicationProtocol.Http,
        ["http2"] = ApplicationProtocol.Http,
        ["h2c"] = ApplicationProtocol.Http,
        ["grpc"] = ApplicationProtocol.Http,
        ["grpc-web"] = ApplicationProtocol.Http,
        ["ws"] = ApplicationProtocol.Http,
        ["kubernetes.io/h2c"] = ApplicationProtocol.Http,
        ["kubernetes.io/ws"] = ApplicationProtocol.Http,
        ["tcp"] = ApplicationProtocol.Tcp,
        ["tls"] = ApplicationProtocol.Tcp,
        ["https"] = ApplicationProtocol.Tcp,
        ["wss"] = ApplicationProtocol.Tcp,
        ["kubernetes.io/wss"] = ApplicationProtocol.Tcp,
        ["redis"] = ApplicationProtocol.Tcp,
        ["mysql"] = ApplicationProtocol.Tcp,
        ["mongo"] = ApplicationProtocol.Tcp,
        ["postgres"] = ApplicationProtocol.Tcp,
        ["postgresql"] = ApplicationProtocol.Tcp,
        ["amqp"] = ApplicationProtocol.Tcp,
        ["kafka"] = ApplicationProtocol.Tcp,
        ["smtp"] = ApplicationProtocol.Tcp,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // Servers that speak first, or whose protocol could be taken for HTTP: SMTP, MySQL, Galera, PostgreSQL, Redis, ECK, memcached, MongoDB.
    private static readonly FrozenSet<int> OpaquePorts = new[] { 25, 587, 3306, 4444, 5432, 6379, 9300, 11211, 27017 }.ToFrozenSet();

    /// <summary>The protocol of a service's port, which also holds for the target port behind it.</summary>
    public static ApplicationProtocol Of(ServicePort port)
    {
        // A declared protocol that is not known cannot be HTTP as the mesh understands it.
        if (port.AppProtocol is { } declared)
            return Words.GetValueOrDefault(declared, ApplicationProtocol.Tcp);
        var named = OfName(port.Name);
        if (named != ApplicationProtocol.Undeclared)
            return named;
        return OpaquePorts.Contains(port.Port) || OpaquePorts.Contains(port.TargetPort.Number)
            ? ApplicationProtocol.Tcp
            : ApplicationProtocol.Undeclared;
    }

    /// <summary>The protocol of a workload's port that no service port leads to.</summary>
    /// <param name="name">Its name in the workload; null when it has none.</param>
    /// <param name="port">Its number.</param>
    public static ApplicationProtocol Of(string? name, int port)
    {
        var named = OfName(name);
        return named == ApplicationProtocol.Undeclared && OpaquePorts.Contains(port) ? ApplicationProtocol.Tcp : named;
    }

    /// <summary>Whether an <c>appProtocol</c> is one the mesh knows. Others are carried as TCP.</summary>
    internal static bool IsKnown(string appProtocol) => Words.ContainsKey(appProtocol);

    private static ApplicationProtocol OfName(string? name)
    {
        if (name is null)
            return ApplicationProtocol.Undeclared;
        if (Words.TryGetValue(name, out var whole))
            return whole;
        var hyphen = name.IndexOf('-', StringComparison.Ordinal);
        return hyphen > 0 ? Words.GetValueOrDefault(name[..hyphen]) : ApplicationProtocol.Undeclared;
    }
}
