using System.Threading.Channels;
using Mesh.Conventions;
using Mesh.ControlPlane.Sources;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Tests.Sources.Files;

/// <summary>Keeps what a source publishes.</summary>
internal sealed class MeshRecorder : IMeshSink
{
    private readonly Channel<MeshSnapshot> _published = Channel.CreateUnbounded<MeshSnapshot>();

    /// <summary>How often something was published and not yet taken.</summary>
    public int Count => _published.Reader.Count;

    public void Publish(MeshSnapshot mesh, long changedAt) => _published.Writer.TryWrite(mesh);

    /// <summary>The next snapshot that was or will be published.</summary>
    public async Task<MeshSnapshot> NextAsync()
    {
        using var deadline = new CancellationTokenSource(TestKit.Eventually.DefaultTimeout);
        return await _published.Reader.ReadAsync(deadline.Token);
    }

    /// <summary>Waits for a snapshot that has exactly these of the named services of shop.</summary>
    public async Task UntilAsync(string present, string absent = "")
    {
        while (true)
        {
            var mesh = await NextAsync();
            if (Words(present).All(name => Has(mesh, name)) && !Words(absent).Any(name => Has(mesh, name)))
                return;
        }
    }

    public static bool Has(MeshSnapshot mesh, string service) =>
        mesh.Resolve(ResourceTypes.Cluster, $"{service}.shop:80", new ProxyView(new("shop", "any"), "shop")) is not null;

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
