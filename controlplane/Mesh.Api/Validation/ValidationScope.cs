using System.Collections.Frozen;
using Mesh.Api.Problems;
using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>What the checks across resources look things up in.</summary>
internal sealed class ValidationScope
{
    private readonly FrozenDictionary<NamespacedName, Service> _services;
    private readonly IReadOnlySet<(string Kind, NamespacedName Name)> _broken;
    private readonly HashSet<string> _brokenKinds;
    private readonly ILookup<string, string> _serviceNames;
    private readonly bool _isIncomplete;
    private readonly ProblemList _problems;

    public ValidationScope(ResourceSet resources, IReadOnlySet<(string Kind, NamespacedName Name)> broken, bool isIncomplete, ProblemList problems)
    {
        Resources = resources;
        Workloads = new WorkloadIndex(resources.Workloads);
        _services = resources.Services.ToFrozenDictionary(service => service.Name);
        _serviceNames = resources.Services.ToLookup(service => service.Name.Namespace, service => service.Name.Name);
        _broken = broken;
        _brokenKinds = [.. broken.Select(resource => resource.Kind)];
        _isIncomplete = isIncomplete;
        _problems = problems;
    }

    public ResourceSet Resources { get; }

    public WorkloadIndex Workloads { get; }

    /// <summary>Null when there is none that could be read.</summary>
    public Service? FindService(NamespacedName name) => _services.GetValueOrDefault(name);

    /// <summary>Whether the service is really absent, and not only unreadable.</summary>
    public bool IsMissing(NamespacedName service) =>
        !_isIncomplete && !_services.ContainsKey(service) && !_broken.Contains(("Service", service));

    /// <summary>Whether the workloads, or the endpoint slices, that could be read are all there are.</summary>
    public bool HasAll(string kind) => !_isIncomplete && !_brokenKinds.Contains(kind);

    /// <summary>The services' names, to guess what a mistyped one was meant to be.</summary>
    public IEnumerable<string> ServiceNames(string place) => _serviceNames[place];

    public void Error(MeshResource resource, string field, string message, string remedy) =>
        Report(ProblemSeverity.Error, resource, field, message, remedy);

    public void Warning(MeshResource resource, string field, string message, string remedy) =>
        Report(ProblemSeverity.Warning, resource, field, message, remedy);

    private void Report(ProblemSeverity severity, MeshResource resource, string field, string message, string remedy) =>
        _problems.Add(new Problem(severity, resource.Origin.File, resource.Origin.LineOf(field), resource.Title, field, message, remedy));
}
