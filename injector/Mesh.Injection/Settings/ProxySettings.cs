namespace Mesh.Injection.Settings;

/// <summary>A pod's settings: those that annotations give, valid each and together, and defaults.</summary>
/// <param name="values">What annotations give.</param>
internal sealed class ProxySettings(IReadOnlyDictionary<string, string> values)
{
    /// <value>CPU that is set aside for the proxy. Default 20m.</value>
    public string CpuRequest => this[SettingNames.CpuRequest] ?? Smaller("20m", this[SettingNames.CpuLimit]);

    /// <value>Memory that is set aside for the proxy. Default 40Mi.</value>
    public string MemoryRequest => this[SettingNames.MemoryRequest] ?? Smaller("40Mi", this[SettingNames.MemoryLimit]);

    /// <value>Memory that the proxy may use. Default 256Mi, or what is asked for when that is more.</value>
    public string MemoryLimit => this[SettingNames.MemoryLimit] ?? Larger("256Mi", this[SettingNames.MemoryRequest]);

    /// <value>Seconds that an application lives on after its pod is told to end. Default 3: many times what an endpoint's removal takes to arrive.</value>
    public string EndpointRemovalWait => this[SettingNames.EndpointRemovalWait] ?? "3";

    /// <summary>A setting's value; null when no annotation gives it.</summary>
    public string? this[string name] => values.GetValueOrDefault(name);

    private static string Smaller(string byDefault, string? limit) =>
        limit is not null && Quantity.TryParse(limit) < Quantity.TryParse(byDefault) ? limit : byDefault;

    private static string Larger(string byDefault, string? request) =>
        request is not null && Quantity.TryParse(request) > Quantity.TryParse(byDefault) ? request : byDefault;
}
