using Google.Protobuf.WellKnownTypes;
using Mesh.Model.Compiled;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Model.Xds;

/// <summary>What a name stands for: <c>catalog.shop</c>, <c>catalog.shop.svc</c> or <c>catalog.shop.svc.cluster.local</c>.</summary>
internal static class DnsGenerator
{
    // A service's own addresses never change while it exists, those of endpoints do.
    private static readonly TimeSpan StableTtl = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HeadlessTtl = TimeSpan.FromSeconds(5);
    private static readonly string[] ClusterSuffixes = [".svc.cluster.local", ".svc"];

    /// <summary>Null when no service has the name.</summary>
    public static DnsName? Generate(string name, MeshModel mesh)
    {
        var suffix = Array.Find(ClusterSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal)) ?? "";
        if (!mesh.Services.TryGetValue(name[..^suffix.Length], out var service))
            return null;
        var answer = new DnsName { Ttl = (service.IsHeadless ? HeadlessTtl : StableTtl).ToDuration() };
        answer.Addresses.AddRange(service.Addresses.Select(address => address.ToString()));
        return answer;
    }
}
