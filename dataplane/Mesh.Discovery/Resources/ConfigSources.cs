using Envoy.Config.Core.V3;

namespace Mesh.Discovery.Resources;

/// <summary>Where a referred resource is fetched: always the same stream.</summary>
internal static class ConfigSources
{
    public static void Check(ConfigSource? source, string field, FieldReport report)
    {
        if (source?.ConfigSourceSpecifierCase is not (ConfigSource.ConfigSourceSpecifierOneofCase.Ads or ConfigSource.ConfigSourceSpecifierOneofCase.Self))
            report.Error(field, "only ads{} is implemented");
        if (source?.ResourceApiVersion == ApiVersion.V2)
            report.Error($"{field}.resource_api_version", "V2 is not implemented; use V3");
    }
}
