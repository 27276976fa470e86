using Mesh.ControlPlane.Sources.Kubernetes.Objects;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;

namespace Mesh.ControlPlane.Sources.Kubernetes;

/// <summary>Follows all kinds of objects that the mesh is made of.</summary>
internal sealed class ClusterInformers
{
    private readonly Informer<ClusterObject>[] _objects;
    private readonly Informer<NodeState> _nodes;
    private readonly Informer<NetworkState> _networks;

    /// <param name="api">The API server.</param>
    /// <param name="options">How patient the informers are.</param>
    /// <param name="changed">Is told that something changed, on any thread.</param>
    /// <param name="random">Chance, for waits.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public ClusterInformers(ApiCalls api, InformerOptions options, Action changed, Random random, TimeProvider time, ILogger logger)
    {
        var live = options with { FieldSelector = "status.phase!=Succeeded,status.phase!=Failed" };
        _objects =
        [
            .. ClusterKind.All.Select(kind => Follow<ClusterObject>(kind.Resource, new ObjectProjection(kind).Project, options)),
            Follow<ClusterObject>(ClusterKind.Pods, PodProjection.Project, live),
        ];
        _nodes = Follow<NodeState>(ClusterKind.Nodes, NodeState.Project, options);
        _networks = Follow<NetworkState>(ClusterKind.ServiceNetworks, NetworkState.Project, options with { IsOptional = true });

        // Each its own chance: they wait on different threads.
        Informer<T> Follow<T>(KubernetesResource resource, Projection<T> projection, InformerOptions patience)
            where T : class =>
            new(api, resource, projection, _ => changed(), patience, new Random(random.Next()), time, logger);
    }

    /// <summary>Completes when all kinds were listed, so that <see cref="Collect"/> gives the whole cluster.</summary>
    public Task Synced => Task.WhenAll([.. _objects.Select(informer => informer.Synced), _nodes.Synced, _networks.Synced]);

    /// <summary>The objects whose status says what became of them; among them routes that are others'.</summary>
    public IEnumerable<ReportedObject> Reported => Objects.OfType<ReportedObject>();

    /// <summary>Whether all kinds are followed at the moment.</summary>
    public bool IsConnected => Health.All(health => health is { IsSynced: true, Failures: 0 });

    private IEnumerable<InformerHealth> Health => _objects.Select(informer => informer.Health).Append(_nodes.Health).Append(_networks.Health);

    // A route that is served in two versions is one route.
    private IEnumerable<ClusterObject> Objects => _objects.SelectMany(informer => informer.Snapshot.Values)
        .DistinctBy(known => known.Identity);

    /// <summary>Follows until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
    [
        .. _objects.Select(informer => informer.RunAsync(cancellation)), _nodes.RunAsync(cancellation), _networks.RunAsync(cancellation),
    ]);

    /// <summary>The cluster as it is known now.</summary>
    public ClusterState Collect() => ClusterState.Of(
        [.. Objects],
        _nodes.Snapshot.ToDictionary(node => node.Key.Name, node => node.Value),
        _networks.Snapshot.Values);
}
