using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.ControlPlane.Discovery.Subscriptions;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Tests.Discovery.Subscriptions;

/// <summary>A mesh written as <c>"cluster/a=1 route/r=2"</c>: type, name and version of each resource.</summary>
internal sealed class FixedSource : IResourceSource
{
    private readonly Dictionary<(string Type, string Name), XdsResource> _resources = [];

    public FixedSource(string resources = "", int bodyBytes = 10, long changedAt = 0)
    {
        ChangedAt = changedAt;
        foreach (var resource in resources.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (type, name, version) = Split(resource);
            var body = new Any { TypeUrl = type, Value = ByteString.CopyFrom(new byte[bodyBytes]) };
            _resources[(type, name)] = new XdsResource(name, version, body);
        }
    }

    public long ChangedAt { get; }

    public XdsResource? Get(string typeUrl, string name) => _resources.GetValueOrDefault((typeUrl, name));

    private static (string Type, string Name, string Version) Split(string resource)
    {
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        var equal = resource.IndexOf('=', StringComparison.Ordinal);
        return (ShortTypes.UrlOf(resource[..slash]), resource[(slash + 1)..equal], resource[(equal + 1)..]);
    }
}
