using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>One consistent state of the mesh as one proxy sees it. Never changes; a change is another object.</summary>
internal interface IResourceSource
{
    /// <summary>When the change that led to this state was noticed: a timestamp of the process's <see cref="TimeProvider"/>.</summary>
    long ChangedAt { get; }

    /// <summary>The resource of that name; null when there is none, whatever the type.</summary>
    XdsResource? Get(string typeUrl, string name);
}
