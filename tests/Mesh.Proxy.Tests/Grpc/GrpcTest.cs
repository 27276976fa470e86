using Grpc.Net.Client;
using Mesh.Proxy.Tests.Grpc.Wire;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.Traffic.Routing;
using Mesh.Traffic.Timeouts;

namespace Mesh.Proxy.Tests.Grpc;

/// <summary>A gRPC client and application, made with grpc-dotnet, and two proxies between them.</summary>
public abstract class GrpcTest : IAsyncLifetime
{
    private GrpcChannel? _channel;

    private protected ProxyPair Pair { get; private set; } = null!;

    private protected GrpcApp App { get; private set; } = null!;

    private protected Echo.EchoClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Pair = await ProxyPair.StartAsync();
        App = await GrpcApp.StartAsync(Pair.Callee.Address);
        Pair.Route(App.Address);
        _channel = GrpcChannel.ForAddress($"http://{Pair.Local}");
        Client = new Echo.EchoClient(_channel);
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        await App.DisposeAsync();
        await Pair.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>From now on an exchange may take so long.</summary>
    private protected void Limit(TimeSpan request) => Pair.Route(
        "spiffe://cluster.local/ns/t/sa/catalog", r => new RouteModel { Action = r.Action, Timeouts = new TimeoutPolicy { Request = request } }, App.Address);
}
