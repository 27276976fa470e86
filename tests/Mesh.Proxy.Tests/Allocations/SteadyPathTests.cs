using Mesh.Proxy.Tests.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mesh.Proxy.Tests.Allocations;

/// <summary>After warming up, a request on kept connections makes neither proxy's loop allocate a byte.</summary>
public sealed class SteadyPathTests : IAsyncLifetime
{
    private const int Connections = 4;
    private const int WarmUp = 3_000;
    private const int Part = 1_000;
    private const int MostParts = 30;

    private ProxyPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await ProxyPair.StartAsync();

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task Http1()
    {
        using var app = new EchoServer(_pair.Callee.Address);
        _pair.Route(app.Address);
        var clients = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => KeptConnection.OpenAsync(_pair.Local)));
        await AssertNothingAllocatedAsync(count => Task.WhenAll(clients.Select(c => c.ExchangeAsync(count / Connections))));
        foreach (var client in clients)
            client.Dispose();
    }

    [Fact]
    public async Task Grpc()
    {
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, EchoMessageAsync, HttpProtocols.Http2);
        _pair.Route(app.Address);
        using var client = new GrpcShapedClient(_pair.Local);
        await AssertNothingAllocatedAsync(count => Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => client.CallAsync(count / Connections))));
    }

    private static async Task EchoMessageAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Request.Body.CopyToAsync(context.Response.Body);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    // Measured in parts: what a request allocates is in each of them, but a garbage collection that the tests beside this one cause takes pooled
    // arrays away, and on a busy machine that may be in most. One part in which nobody interfered is proof. Less than a byte for each request
    // leaves room for the measuring.
    private async Task AssertNothingAllocatedAsync(Func<int, Task> exchange)
    {
        await exchange(WarmUp);
        var parts = new List<(long Outbound, long Inbound)>();
        while (parts.Count < MostParts)
        {
            var (before, beforeInbound) = (await _pair.Caller.AllocatedAsync(), await _pair.Callee.AllocatedAsync());
            await exchange(Part);
            parts.Add((await _pair.Caller.AllocatedAsync() - before, await _pair.Callee.AllocatedAsync() - beforeInbound));
            if (parts.Min(p => p.Outbound) < Part && parts.Min(p => p.Inbound) < Part)
                return;
        }
        Assert.Fail($"{Part} requests allocated, outbound and inbound, {string.Join(' ', parts)} bytes");
    }
}
