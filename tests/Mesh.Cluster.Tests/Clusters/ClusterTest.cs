namespace Mesh.Cluster.Tests.Clusters;

/// <summary>A test that has a cluster and an empty namespace in it.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    /// <summary>The cluster.</summary>
    protected TestCluster Cluster { get; private set; } = null!;

    /// <summary>The test's namespace.</summary>
    protected string Place { get; private set; } = "";

    /// <summary>A client that may do everything.</summary>
    protected k8s.Kubernetes Client => Cluster.Client;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        Cluster = await TestCluster.ConnectAsync();
        Place = await Cluster.NamespaceAsync();
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Cluster.DisposeAsync();
    }
}
