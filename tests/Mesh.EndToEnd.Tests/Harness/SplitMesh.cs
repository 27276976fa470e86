namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Two applications behind one service whose route splits by weight, all of it on the first at the start.</summary>
internal sealed class SplitMesh : IAsyncDisposable
{
    /// <summary>The service.</summary>
    internal const string Url = "http://split.t/";

    private SplitMesh(TestMesh mesh, HttpApp one, HttpApp two) => (Mesh, One, Two) = (mesh, one, two);

    internal TestMesh Mesh { get; }

    internal HttpApp One { get; }

    internal HttpApp Two { get; }

    /// <summary>Starts it with workloads that call.</summary>
    internal static async Task<SplitMesh> StartAsync(TestMesh mesh, params IEnumerable<string> callers)
    {
        foreach (var caller in callers)
            mesh.Add(caller, "web");
        var one = mesh.Add("one-1", "one", ("http", 8080));
        var two = mesh.Add("two-1", "two", ("http", 8080));
        mesh.Configure("services.yaml", Yaml.Strict + "\n---\n" + Yaml.Service("one", "one", 80, 8080) + Yaml.Service("two", "two", 80, 8080) + Yaml.Service("split", "one", 80, 8080));
        mesh.Configure("route.yaml", Yaml.Split("one", 100, "two", 0));
        await mesh.StartAsync();
        return new SplitMesh(mesh, await mesh.ServeAsync(one, 8080), await mesh.ServeAsync(two, 8080));
    }

    public ValueTask DisposeAsync() => Mesh.DisposeAsync();
}
