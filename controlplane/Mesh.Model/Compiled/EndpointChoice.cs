using System.Collections.Immutable;
using System.Text;

namespace Mesh.Model.Compiled;

/// <summary>
/// Which of a service's endpoints a client uses, by the rules that kube-proxy keeps: ready ones, else those that still serve while they
/// terminate; on the own node if the service says so; by the hints for the client's node or zone, when all endpoints have such; always the
/// same one if the service says so. Pure.
/// </summary>
internal static class EndpointChoice
{
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    /// <summary>Whose answer it is: clients of an equal scope get the same endpoints. Null: all do.</summary>
    public static string? ScopeOf(BackendModel backend, WorkloadModel? client)
    {
        if (client is null)
            return null;
        if (backend.HasClientAffinity)
            return client.Name.ToString();
        var isPlaced = backend.IsNodeLocal || backend.Endpoints.Any(endpoint => !endpoint.ForZones.IsEmpty || !endpoint.ForNodes.IsEmpty);
        return isPlaced ? $"{client.Zone}/{client.Node}" : null;
    }

    /// <summary>The endpoints for a client.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="client">Who asks; null when it is no workload.</param>
    public static ImmutableArray<EndpointModel> For(BackendModel backend, WorkloadModel? client)
    {
        var near = backend.IsNodeLocal
            ? ReadyOf([.. backend.Endpoints.Where(endpoint => endpoint.Node is not null && endpoint.Node == client?.Node)])
            : ReadyOf(Hinted(backend.Endpoints, client));
        if (!backend.HasClientAffinity || client is null || near.Length <= 1)
            return near;
        return [near.MaxBy(endpoint => Rank(client, endpoint))!];
    }

    private static ImmutableArray<EndpointModel> ReadyOf(ImmutableArray<EndpointModel> endpoints) =>
        endpoints.Any(endpoint => endpoint.IsReady) ? [.. endpoints.Where(endpoint => endpoint.IsReady)] : endpoints;

    private static ImmutableArray<EndpointModel> Hinted(ImmutableArray<EndpointModel> endpoints, WorkloadModel? client)
    {
        var ready = endpoints.Where(endpoint => endpoint.IsReady).ToArray();
        return Select(client?.Node, endpoint => endpoint.ForNodes) ?? Select(client?.Zone, endpoint => endpoint.ForZones) ?? endpoints;

        // One endpoint without a hint means that the hints are being changed.
        ImmutableArray<EndpointModel>? Select(string? place, Func<EndpointModel, ImmutableArray<string>> hints)
        {
            if (place is null || Array.Exists(ready, endpoint => hints(endpoint).IsEmpty))
                return null;
            var here = ready.Where(endpoint => hints(endpoint).Contains(place)).ToImmutableArray();
            return here.IsEmpty ? null : here;
        }
    }

    // The highest rank wins (rendezvous hashing): a client moves only when its endpoint goes, or when a new one outranks it.
    private static uint Rank(WorkloadModel client, EndpointModel endpoint)
    {
        var hash = FnvOffset;
        foreach (var octet in Encoding.UTF8.GetBytes($"{client.Name}>{endpoint.Address}"))
            hash = unchecked((hash ^ octet) * FnvPrime);
        // FNV alone hardly mixes the last octets upwards, and addresses differ just there.
        hash ^= hash >> 16;
        hash = unchecked(hash * 0x85ebca6b);
        hash ^= hash >> 13;
        hash = unchecked(hash * 0xc2b2ae35);
        return hash ^ (hash >> 16);
    }
}
