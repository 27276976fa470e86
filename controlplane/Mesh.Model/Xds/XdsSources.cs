using Envoy.Config.Core.V3;

namespace Mesh.Model.Xds;

/// <summary>Where resources name other resources: always the same stream.</summary>
internal static class XdsSources
{
    public static ConfigSource Ads() => new() { Ads = new AggregatedConfigSource(), ResourceApiVersion = ApiVersion.V3 };
}
