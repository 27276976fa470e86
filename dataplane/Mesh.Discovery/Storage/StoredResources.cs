using System.Net;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Discovery.Demand;
using Mesh.Discovery.Resources;
using Mesh.Discovery.Xds;

namespace Mesh.Discovery.Storage;

/// <summary>Between the store and its messages on disk.</summary>
internal static class StoredResources
{
    /// <summary>All good resources, types in the store's order; listeners and names most recently used first.</summary>
    public static IEnumerable<DeltaDiscoveryResponse> Collect(ResourceStore store, DemandSet<IPEndPoint> addresses, DemandSet<string> names)
    {
        foreach (var set in store.All)
        {
            var order = ReferenceEquals(set, store.Listeners) ? addresses.ByUse().Select(address => address.ToString())
                : ReferenceEquals(set, store.Names) ? names.ByUse()
                : set.Entries.Keys;
            var response = new DeltaDiscoveryResponse { TypeUrl = set.TypeUrl };
            foreach (var name in order)
            {
                if (set.Entries.TryGetValue(name, out var entry) && entry.Payload is { } payload)
                    response.Resources.Add(new Resource { Name = name, Version = entry.Version, Resource_ = new Any { TypeUrl = set.TypeUrl, Value = payload } });
            }
            yield return response;
        }
    }

    /// <summary>Asks for what was used and fills the store. What can no longer be read is left out.</summary>
    /// <returns>What was left out, one line each.</returns>
    public static IReadOnlyList<string> Restore(
        IReadOnlyList<DeltaDiscoveryResponse> responses, ResourceStore store, DemandSet<IPEndPoint> addresses, DemandSet<string> names)
    {
        var refused = new List<string>();
        foreach (var response in responses)
        {
            if (store.Find(response.TypeUrl) is not { } set)
                continue;
            var stored = response.Resources.Select(resource => resource.Name).ToHashSet(StringComparer.Ordinal);
            if (ReferenceEquals(set, store.Listeners))
                addresses.Restore(response.Resources.Select(resource => Addresses.TryParse(resource.Name, out var address) ? address : null).OfType<IPEndPoint>());
            else if (ReferenceEquals(set, store.Names))
                names.Restore(response.Resources.Select(resource => resource.Name).Where(DnsNameReader.IsName));
            stored.UnionWith(set.Entries.Keys);
            set.Want(stored);
            foreach (var resource in response.Resources.Where(resource => resource.Resource_ is not null))
            {
                var report = new FieldReport();
                set.Apply(resource.Name, resource.Version, resource.Resource_.Value, 0, report);
                if (report.HasErrors)
                    refused.Add($"{set.TypeName} \"{resource.Name}\": {report.Errors}");
            }
        }
        return refused;
    }
}
