using Mesh.Conventions;

namespace Mesh.ControlPlane.Tests.Discovery.Subscriptions;

/// <summary>Short names of resource types for tables.</summary>
internal static class ShortTypes
{
    private static readonly Dictionary<string, string> Urls = new()
    {
        ["cluster"] = ResourceTypes.Cluster,
        ["endpoints"] = ResourceTypes.Endpoints,
        ["listener"] = ResourceTypes.Listener,
        ["route"] = ResourceTypes.Route,
        ["secret"] = ResourceTypes.Secret,
        ["workload"] = ResourceTypes.Workload,
        ["mesh-config"] = ResourceTypes.MeshConfig,
        ["unknown"] = "type.googleapis.com/no.such.Type",
    };

    public static string UrlOf(string shortName) => Urls[shortName];

    public static string Of(string url) => Urls.Single(pair => pair.Value == url).Key;
}
