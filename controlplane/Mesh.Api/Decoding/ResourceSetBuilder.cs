using Mesh.Api.Problems;
using Mesh.Api.Resources;

namespace Mesh.Api.Decoding;

/// <summary>Gathers resources and refuses the second of an equal name.</summary>
/// <param name="problems">Gets the problems.</param>
internal sealed class ResourceSetBuilder(ProblemList problems)
{
    /// <summary>Bounds what the mesh is computed from; beyond it the automatic addresses would run out.</summary>
    public const int MaxResources = 60_000;

    private readonly Dictionary<(string Kind, NamespacedName Name), MeshResource> _resources = [];
    private readonly HashSet<(string Kind, NamespacedName Name)> _broken = [];

    /// <summary>Whether some document could not even be identified, so that absence of a resource proves nothing.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>Resources that exist but could not be read.</summary>
    public IReadOnlySet<(string Kind, NamespacedName Name)> Broken => _broken;

    public void Add(DecodedDocument document)
    {
        if (document is not { Kind: { } kind, Name: { } name })
            IsIncomplete = true;
        else if (document.Resource is not { } resource)
            _broken.Add((kind, name));
        else if (_resources.Count >= MaxResources)
            Report(resource, $"there are more than {MaxResources} resources", "split the mesh");
        else if (!_resources.TryAdd((kind, name), resource))
            Report(resource, $"the resource already stands in {Place(_resources[(kind, name)])}", "remove one of them");
    }

    public ResourceSet Build() => new()
    {
        Services = [.. _resources.Values.OfType<Service>()],
        EndpointSlices = [.. _resources.Values.OfType<EndpointSlice>()],
        Workloads = [.. _resources.Values.OfType<WorkloadEntry>()],
        HttpRoutes = [.. _resources.Values.OfType<HttpRoute>()],
        TcpRoutes = [.. _resources.Values.OfType<TcpRoute>()],
        TlsRoutes = [.. _resources.Values.OfType<TlsRoute>()],
        PeerAuthentications = [.. _resources.Values.OfType<PeerAuthentication>()],
    };

    private static string Place(MeshResource resource) => $"{resource.Origin.File}:{resource.Origin.Line}";

    private void Report(MeshResource resource, string message, string remedy)
    {
        const string field = "metadata.name";
        var (file, line) = (resource.Origin.File, resource.Origin.LineOf(field));
        problems.Add(new Problem(ProblemSeverity.Error, file, line, resource.Title, field, message, remedy));
    }
}
