using System.Text;
using Google.Protobuf;
using Mesh.Conventions;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Discovery.Xds;

namespace Mesh.Fuzz.Targets;

/// <summary>Good resources behind the number of their type, and the parts that mutations put elsewhere.</summary>
internal static class XdsSeeds
{
    private const string Service = "catalog.shop:80";
    private const string Address = "240.240.0.1:80";

    private static readonly IMessage[] Parts =
    [
        Samples.Route(Service, Service, "reviews.shop:80"), Samples.RouteTo(Service), Samples.Http(Service), Samples.Endpoint("10.0.0.1:80"), Samples.Address("[::1]:80"), Samples.Ads,
    ];

    /// <summary>Names under which the resources are wanted.</summary>
    internal static readonly IReadOnlySet<string> Names = new HashSet<string> { ResourceTypes.MeshConfigName, ResourceTypes.SelfName, ResourceTypes.BundleName, Service, Address };

    internal static IEnumerable<byte[]> All { get; } =
    [
        Of(ResourceTypes.MeshConfig, Samples.MeshConfig()), Of(ResourceTypes.Workload, Samples.Workload()), Of(ResourceTypes.Cluster, Samples.Cluster(Service)),
        Of(ResourceTypes.Endpoints, Samples.Endpoints(Service, "10.0.0.1:80", "[::1]:80")), Of(ResourceTypes.Route, Samples.Route(Service, Service, "reviews.shop:80")),
        Of(ResourceTypes.Listener, Samples.HttpListener(Address, Service)), Of(ResourceTypes.Listener, Samples.TcpListener(Address, Service)),
    ];

    internal static IReadOnlyList<byte[]> Words { get; } =
    [
        .. Parts.Select(part => part.ToByteArray()), .. Parts.Select(part => Field(0x0A, part.ToByteArray())), .. new[] { Service, Address, "http/1.1", "h2c", "*", "/", ExtensionNames.Router, ExtensionNames.TcpProxy }.Select(Encoding.UTF8.GetBytes),
    ];

    private static byte[] Of(string type, IMessage resource)
    {
        var number = new ResourceStore().All.ToList().FindIndex(set => set.TypeUrl == type);
        return [(byte)number, .. resource.ToByteArray()];
    }

    private static byte[] Field(byte tag, byte[] content) => content.Length < 128 ? [tag, (byte)content.Length, .. content] : [tag, (byte)(content.Length | 0x80), (byte)(content.Length >> 7), .. content];
}
