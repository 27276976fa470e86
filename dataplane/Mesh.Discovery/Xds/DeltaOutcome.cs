using Envoy.Service.Discovery.V3;

namespace Mesh.Discovery.Xds;

/// <summary>What a response brought.</summary>
internal sealed class DeltaOutcome
{
    private readonly HashSet<ResourceSet> _changed = [];

    /// <summary>The acknowledgement, with an error detail when something was refused.</summary>
    public required DeltaDiscoveryRequest Reply { get; init; }

    /// <summary>One line per refused resource.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>One line per field that was ignored.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Whether anything changed.</summary>
    public bool HasChanges => _changed.Count > 0;

    public bool Changed(ResourceSet set) => _changed.Contains(set);

    public void NoteChange(ResourceSet set) => _changed.Add(set);
}
