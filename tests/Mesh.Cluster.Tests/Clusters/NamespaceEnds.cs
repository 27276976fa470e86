using System.Collections.Concurrent;
using k8s;
using Mesh.TestKit;

[assembly: AssemblyFixture(typeof(Mesh.Cluster.Tests.Clusters.NamespaceEnds))]

namespace Mesh.Cluster.Tests.Clusters;

/// <summary>Real namespaces end after a while, which no test waits for: the run does, so that it leaves nothing behind.</summary>
public sealed class NamespaceEnds : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly ConcurrentDictionary<string, bool> Made = new(StringComparer.Ordinal);

    /// <summary>Notes a namespace of this run.</summary>
    public static void Expect(string name) => Made[name] = true;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using var cluster = await TestCluster.ConnectAsync();
        await Eventually.TrueAsync(
            async () => !(await cluster.Client.CoreV1.ListNamespaceAsync()).Items.Any(place => Made.ContainsKey(place.Metadata.Name)), "the end of the tests' namespaces", Patience);
    }
}
