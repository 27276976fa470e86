using System.Net;
using Mesh.ApiStub;
using Mesh.TestKit;

namespace Mesh.Cluster.Tests.Clusters;

/// <summary>The stub, one for each test.</summary>
internal sealed class StubCluster : TestCluster
{
    private readonly ApiServerStub _server;
    private readonly TemporaryDirectory _directory;

    private StubCluster(ApiServerStub server, TemporaryDirectory directory, string kubeconfig)
        : base(kubeconfig)
    {
        _server = server;
        _directory = directory;
    }

    public override IPAddress Host => IPAddress.Loopback;

    public static async Task<StubCluster> StartAsync()
    {
        var server = await ApiServerStub.StartAsync();
        var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["kubeconfig"], server.Kubeconfig);
        return new StubCluster(server, directory, directory["kubeconfig"]);
    }

    // It is there from the start.
    public override Task UseSystemNamespaceAsync() => Task.CompletedTask;

    public override Task ExposeAsync(string place, string service, IPEndPoint listens)
    {
        _server.ResolveWebhook(place, service, new Uri($"https://{listens}"));
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        _directory.Dispose();
    }
}
