using Mesh.ControlPlane.Sources;
using Mesh.Model.Snapshots;

namespace Mesh.Cluster.Tests.Sources;

/// <summary>Keeps what a source published last.</summary>
internal sealed class NewestMesh : IMeshSink
{
    private volatile MeshSnapshot? _newest;

    public MeshSnapshot? Newest => _newest;

    public void Publish(MeshSnapshot mesh, long changedAt) => _newest = mesh;
}
