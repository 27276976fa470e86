using System.Collections.Concurrent;
using Grpc.Core;
using Mesh.Api.Resources;

namespace Mesh.ControlPlane.Observability.Top;

/// <summary>The telemetry streams of connected proxies, one per workload: a newer stream replaces an older one.</summary>
internal sealed class TelemetryRegistry
{
    private readonly ConcurrentDictionary<NamespacedName, TelemetryConnection> _connections = new();

    /// <summary>All streams at this moment.</summary>
    public IReadOnlyCollection<TelemetryConnection> Connections => [.. _connections.Values];

    /// <summary>Adds a stream and ends the one it replaces.</summary>
    public void Add(TelemetryConnection connection)
    {
        TelemetryConnection? replaced = null;
        _connections.AddOrUpdate(connection.Workload, connection, (_, old) =>
        {
            replaced = old;
            return connection;
        });
        replaced?.Close(new Status(StatusCode.Aborted, "another telemetry stream of this workload took over"));
    }

    /// <summary>Removes a stream, unless another one took its place.</summary>
    public void Remove(TelemetryConnection connection) =>
        _connections.TryRemove(new KeyValuePair<NamespacedName, TelemetryConnection>(connection.Workload, connection));

    /// <summary>Ends all streams.</summary>
    public void CloseAll(Status status)
    {
        foreach (var connection in _connections.Values)
            connection.Close(status);
    }
}
