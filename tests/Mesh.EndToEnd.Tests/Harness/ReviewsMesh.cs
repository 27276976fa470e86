using System.Net;
using Mesh.Conventions;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Two endpoints of one service as processes of their own, a workload that calls them, and two that have not met anything yet.</summary>
internal sealed class ReviewsMesh : IAsyncDisposable
{
    /// <summary>The service, called from <see cref="Web"/>.</summary>
    internal const string Url = "http://reviews.t/reviews";

    // Slow enough that some requests are always on their way.
    private const int LatencyMilliseconds = 50;

    private ReviewsMesh(TestMesh mesh) => Mesh = mesh;

    internal TestMesh Mesh { get; }

    internal MeshWorkload Web => Mesh["web-1"];

    internal MeshWorkload Other => Mesh["other-1"];

    /// <summary>A workload that takes plaintext too, on 8080 and 7000; nothing listens there yet.</summary>
    internal MeshWorkload Stranger => Mesh["stranger-1"];

    /// <summary>The applications of <c>reviews-1</c> and <c>reviews-2</c>.</summary>
    internal Dictionary<string, ChildProcess> Apps { get; } = [];

    internal static async Task<ReviewsMesh> StartAsync()
    {
        var mesh = TestMesh.Create();
        mesh.Add("web-1", "web");
        mesh.Add("other-1", "other");
        mesh.Add("reviews-1", "reviews", ("http", 8080));
        mesh.Add("reviews-2", "reviews", ("http", 8080));
        mesh.Add("stranger-1", "stranger", ("http", 8080), ("any", 7000));
        mesh.Configure("mesh.yaml", Yaml.Permissive("stranger") + Yaml.Strict + "\n---\n" + Yaml.Service("reviews", "reviews", 80, 8080)
            + Yaml.Service("stranger", "stranger", 80, 8080) + Yaml.Service("stranger-any", "stranger", 7000, 7000, "any"));
        await mesh.StartAsync();
        var reviews = new ReviewsMesh(mesh);
        await reviews.StartAppAsync("reviews-1");
        await reviews.StartAppAsync("reviews-2");
        return reviews;
    }

    /// <summary>Starts the application of an endpoint.</summary>
    internal async Task StartAppAsync(string endpoint) => Apps[endpoint] = await ReviewsApp.StartAsync(Mesh[endpoint], LatencyMilliseconds);

    /// <summary>Starts 200 requests a second.</summary>
    internal Task<LoadGenerator> LoadAsync() => LoadGenerator.StartAsync(Mesh, Web, Url, 200);

    /// <summary>Requests that an endpoint's proxy has answered since it started, well or with a given class of status.</summary>
    internal Task<double> ServedAsync(string endpoint, string status = "2xx") => Metrics.SumAsync(
        Mesh.System, new IPEndPoint(Mesh[endpoint].Host.IPv4, MeshPorts.ProxyMetrics), "mesh_http_requests_total", "direction=\"inbound\"", $"status=\"{status}\"");

    public ValueTask DisposeAsync() => Mesh.DisposeAsync();
}
