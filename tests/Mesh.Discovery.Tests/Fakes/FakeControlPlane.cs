using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Mesh.Conventions;

namespace Mesh.Discovery.Tests.Fakes;

/// <summary>A well-behaved delta server on one stream after another, out of a table of resources.</summary>
internal sealed class FakeControlPlane
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Type, string Name), (string Version, IMessage Content)> _resources = [];
    private readonly Dictionary<string, HashSet<string>> _subscribed = [];
    private FakeStream? _stream;
    private int _version;

    /// <summary>Everything that was sent, in order: type and name.</summary>
    public List<(string Type, string Name)> Sent { get; } = [];

    /// <summary>Error details of refusals.</summary>
    public List<string> Refusals { get; } = [];

    public List<DeltaDiscoveryRequest> Requests { get; } = [];

    /// <summary>A resource that is left unanswered.</summary>
    public HeldType? Hold { get; set; }

    public FakeControlPlane AddBasics()
    {
        Set(ResourceTypes.MeshConfig, ResourceTypes.MeshConfigName, Samples.MeshConfig());
        Set(ResourceTypes.Workload, ResourceTypes.SelfName, Samples.Workload());
        Set(ResourceTypes.Secret, ResourceTypes.BundleName, Samples.Bundle());
        return this;
    }

    public FakeControlPlane AddService(string address, string name, params string[] endpoints)
    {
        Set(ResourceTypes.Cluster, name, Samples.Cluster(name));
        Set(ResourceTypes.Endpoints, name, Samples.Endpoints(name, endpoints));
        Set(ResourceTypes.Route, name, Samples.Route(name, name));
        Set(ResourceTypes.Listener, address, Samples.HttpListener(address, name));
        return this;
    }

    public bool IsSubscribed(string type, string name)
    {
        lock (_lock)
            return _subscribed.TryGetValue(type, out var names) && names.Contains(name);
    }

    public int SentCount(string type, string name)
    {
        lock (_lock)
            return Sent.Count(sent => sent == (type, name));
    }

    public void Set(string type, string name, IMessage content)
    {
        lock (_lock)
        {
            _resources[(type, name)] = ($"v{++_version}", content);
            if (_subscribed.TryGetValue(type, out var names) && names.Contains(name))
                Push(type, [name]);
        }
    }

    public void Remove(string type, string name)
    {
        lock (_lock)
        {
            _resources.Remove((type, name));
            if (_subscribed.TryGetValue(type, out var names) && names.Contains(name))
                Push(type, [name]);
        }
    }

    /// <summary>Serves a stream until it ends.</summary>
    public async Task ServeAsync(FakeStream stream)
    {
        lock (_lock)
        {
            _subscribed.Clear();
            _stream = stream;
        }
        try
        {
            while (true)
                Handle(await stream.NextRequestAsync());
        }
        catch (Exception ended) when (ended is System.Threading.Channels.ChannelClosedException or OperationCanceledException)
        {
            // The client or the test closed it.
        }
    }

    private void Handle(DeltaDiscoveryRequest request)
    {
        lock (_lock)
        {
            Requests.Add(request);
            if (request.ErrorDetail is { } refusal)
                Refusals.Add(refusal.Message);
            var names = _subscribed.TryGetValue(request.TypeUrl, out var known) ? known : _subscribed[request.TypeUrl] = [];
            names.ExceptWith(request.ResourceNamesUnsubscribe);
            names.UnionWith(request.ResourceNamesSubscribe);
            var changed = request.ResourceNamesSubscribe.Where(name =>
                !request.InitialResourceVersions.TryGetValue(name, out var held)
                || !_resources.TryGetValue((request.TypeUrl, name), out var resource) || resource.Version != held).ToArray();
            if (changed.Length > 0)
                Push(request.TypeUrl, changed);
        }
    }

    private void Push(string type, string[] asked)
    {
        var names = asked.Where(name => Hold != new HeldType(type, name)).ToArray();
        if (names.Length == 0)
            return;
        var found = names.Where(name => _resources.ContainsKey((type, name))).ToArray();
        Sent.AddRange(found.Select(name => (type, name)));
        _stream?.Send(type, [.. names.Except(found)], [.. found.Select(name => (name, _resources[(type, name)].Version, _resources[(type, name)].Content))]);
    }
}
