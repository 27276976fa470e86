using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Sources;

/// <summary>Takes each state of the mesh that a source accepted.</summary>
internal interface IMeshSink
{
    /// <summary>Makes a snapshot the one that proxies are served from.</summary>
    /// <param name="mesh">The snapshot.</param>
    /// <param name="changedAt">When the source noticed the change: a timestamp of the process's <see cref="TimeProvider"/>.</param>
    void Publish(MeshSnapshot mesh, long changedAt);
}
