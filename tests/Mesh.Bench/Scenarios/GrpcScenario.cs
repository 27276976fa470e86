using Mesh.Bench.Load;
using Mesh.Bench.Load.Grpc;
using Mesh.Bench.Pairs;

namespace Mesh.Bench.Scenarios;

/// <summary>Unary gRPC calls with 100 bytes there and back: 16 connections with 16 calls in progress each.</summary>
internal sealed class GrpcScenario : IScenario
{
    private const int Connections = 16;
    private const int Calls = 16;

    public double Seconds => 3;

    public bool Fits(IProxyPair pair) => pair.Grpc is not null;

    public Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window) =>
        pair.Hosts.Client.RunThreadAsync(() => GrpcLoad.Run(pair.Grpc!, "calls.bench", Connections, Calls, window()));
}
