using Mesh.Conventions;

namespace Mesh.Injection.Settings;

/// <summary>Reads <c>config.meshctl.dev/*</c> annotations of the namespace and the pod; the pod's win. Collects every mistake.</summary>
internal static class SettingsReader
{
    private const int MaxDeadlineDigits = 6;
    private const string Pod = "the pod";

    private static readonly IReadOnlyDictionary<string, Func<string, string?>> Checks = new Dictionary<string, Func<string, string?>>(StringComparer.Ordinal)
    {
        [SettingNames.IncludeInboundPorts] = ListSyntax.Ports,
        [SettingNames.ExcludeInboundPorts] = ListSyntax.ForeignPorts,
        [SettingNames.IncludeInboundCidrs] = ListSyntax.Networks,
        [SettingNames.ExcludeInboundCidrs] = ListSyntax.Networks,
        [SettingNames.IncludeOutboundPorts] = ListSyntax.Ports,
        [SettingNames.ExcludeOutboundPorts] = ListSyntax.Ports,
        [SettingNames.IncludeOutboundCidrs] = ListSyntax.Networks,
        [SettingNames.ExcludeOutboundCidrs] = ListSyntax.Networks,
        [SettingNames.CaptureDns] = value => OneOf(value, SettingNames.Enabled, "disabled"),
        [SettingNames.LogLevel] = value => OneOf(value, "debug", "info", "warn"),
        [SettingNames.DrainDeadline] = Duration,
        [SettingNames.EndpointRemovalWait] = Seconds,
        [SettingNames.CpuRequest] = value => Amount(value, "250m or 0.5"),
        [SettingNames.CpuLimit] = value => Amount(value, "250m or 0.5"),
        [SettingNames.MemoryRequest] = value => Amount(value, "64Mi or 1Gi"),
        [ProxyProtocolSetting.Name] = value => ProxyProtocolSetting.Read(value, out _),
        [SettingNames.MemoryLimit] = value => Amount(value, "64Mi or 1Gi"),
    };

    /// <summary>Reads the settings.</summary>
    /// <param name="ofNamespace">The namespace's annotations.</param>
    /// <param name="ofPod">The pod's annotations.</param>
    /// <returns>The settings, which may be used when there are no mistakes.</returns>
    public static (ProxySettings Settings, IReadOnlyList<string> Mistakes) Read(
        IReadOnlyDictionary<string, string> ofNamespace, IReadOnlyDictionary<string, string> ofPod)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var mistakes = new List<string>();
        Take(ofNamespace, "the namespace", values, mistakes);
        Take(ofPod, Pod, values, mistakes);
        var settings = new ProxySettings(values);
        if (mistakes.Count == 0)
            mistakes.AddRange(Contradictions(settings));
        return (settings, mistakes);
    }

    private static void Take(IReadOnlyDictionary<string, string> annotations, string where, Dictionary<string, string> values, List<string> mistakes)
    {
        foreach (var (key, value) in annotations.OrderBy(annotation => annotation.Key, StringComparer.Ordinal))
        {
            if (!key.StartsWith(InjectionNames.SettingsPrefix, StringComparison.Ordinal))
                continue;
            var name = key[InjectionNames.SettingsPrefix.Length..];
            if (!Checks.TryGetValue(name, out var check))
                mistakes.Add($"annotation {Quote.Text(key)} of {where} (value {Quote.Text(value)}) is not a setting; remove it, or use one of {string.Join(", ", Checks.Keys)}");
            else if (name == ProxyProtocolSetting.Name && where != Pod)
                mistakes.Add($"annotation {key} of {where} is about one application's ports; give it to the pod");
            else if (check(value) is { } fault)
                mistakes.Add($"annotation {key} of {where}: {fault}");
            else
                values[name] = value;
        }
    }

    // Each of them alone is fine; together the API server or the init container would refuse them, in other words.
    private static IEnumerable<string> Contradictions(ProxySettings settings)
    {
        if (settings[SettingNames.CpuLimit] is { } cpu && Quantity.TryParse(settings.CpuRequest) > Quantity.TryParse(cpu))
            yield return $"annotation {InjectionNames.SettingsPrefix}{SettingNames.CpuRequest}: {settings.CpuRequest} is more than {SettingNames.CpuLimit}, {cpu}; lower it, or raise the limit";
        if (Quantity.TryParse(settings.MemoryRequest) > Quantity.TryParse(settings.MemoryLimit))
            yield return $"annotation {InjectionNames.SettingsPrefix}{SettingNames.MemoryRequest}: {settings.MemoryRequest} is more than {SettingNames.MemoryLimit}, {settings.MemoryLimit}; lower it, or raise the limit";
        if (settings[SettingNames.CaptureDns] == SettingNames.Enabled && ListSyntax.Includes(settings[SettingNames.ExcludeOutboundPorts], 53))
            yield return $"annotation {InjectionNames.SettingsPrefix}{SettingNames.CaptureDns}: enabled, while {SettingNames.ExcludeOutboundPorts} has port 53; remove one of them";
    }

    private static string? OneOf(string value, params string[] allowed) =>
        allowed.Contains(value) ? null : $"{Quote.Text(value)} is none of {string.Join(", ", allowed)}";

    private static string? Amount(string value, string example) =>
        Quantity.TryParse(value) is null ? $"{Quote.Text(value)} is not a quantity such as {example}" : null;

    private static string? Seconds(string value) =>
        value.Length is 1 or 2 && value.All(char.IsAsciiDigit) ? null : $"{Quote.Text(value)} is not a number of seconds from 0 (no wait) to 99";

    private static string? Duration(string value)
    {
        var digits = value.AsSpan().TrimEnd("hms");
        var isDuration = digits.Length is > 0 and <= MaxDeadlineDigits && !digits.ContainsAnyExceptInRange('0', '9') && digits.ContainsAnyExcept('0')
            && value[digits.Length..] is "ms" or "s" or "m" or "h";
        return isDuration ? null : $"{Quote.Text(value)} is not a duration such as 300ms, 30s, 5m or 1h";
    }
}
