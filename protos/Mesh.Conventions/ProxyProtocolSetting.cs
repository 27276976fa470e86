using System.Collections.Immutable;
using System.Globalization;

namespace Mesh.Conventions;

/// <summary>
/// The annotation <c>config.meshctl.dev/proxy-protocol</c> of a WorkloadEntry or pod: at which of its ports the application expects the PROXY protocol,
/// <c>8443=v2,9000=v1</c>.
/// </summary>
public static class ProxyProtocolSetting
{
    /// <summary>Name after <see cref="InjectionNames.SettingsPrefix"/>.</summary>
    public const string Name = "proxy-protocol";

    /// <summary>The annotation.</summary>
    public const string Annotation = InjectionNames.SettingsPrefix + Name;

    private const int MostPorts = 256;

    /// <summary>Nothing is expected anywhere.</summary>
    public static ImmutableSortedDictionary<int, ProxyProtocolVersion> None { get; } = ImmutableSortedDictionary<int, ProxyProtocolVersion>.Empty;

    /// <summary>Reads the annotation's value.</summary>
    /// <param name="text">The value.</param>
    /// <param name="ports">Version by port; none when there is a fault.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(string text, out ImmutableSortedDictionary<int, ProxyProtocolVersion> ports)
    {
        ArgumentNullException.ThrowIfNull(text);
        ports = None;
        var read = ImmutableSortedDictionary.CreateBuilder<int, ProxyProtocolVersion>();
        var elements = text.Split(',');
        if (elements.Length > MostPorts)
            return $"{elements.Length} ports are more than the {MostPorts} that are allowed";
        foreach (var element in elements)
        {
            if (ReadElement(element, out var port, out var version) is { } fault)
                return fault;
            if (!read.TryAdd(port, version))
                return $"port {port} is named twice";
        }
        ports = read.ToImmutable();
        return null;
    }

    private static string? ReadElement(string element, out int port, out ProxyProtocolVersion version)
    {
        (port, version) = (0, default);
        var sign = element.IndexOf('=', StringComparison.Ordinal);
        if (sign < 0 || !int.TryParse(element.AsSpan(0, sign), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)
            return $"'{element}' is not a port and a version, such as 8443=v2";
        version = element[(sign + 1)..] switch
        {
            "v1" => ProxyProtocolVersion.V1,
            "v2" => ProxyProtocolVersion.V2,
            _ => default,
        };
        if (version == default)
            return $"'{element[(sign + 1)..]}' is neither v1 nor v2";
        return MeshPorts.IsReserved(port) ? $"port {port} belongs to the proxy" : null;
    }
}
