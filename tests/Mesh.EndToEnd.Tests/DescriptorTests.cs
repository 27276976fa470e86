using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Mesh.Conventions;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests;

/// <summary>A proxy with few descriptors, each request in progress holding one of them.</summary>
public sealed class DescriptorTests : IAsyncLifetime
{
    private const int Descriptors = 320;
    private const int Requests = 400;

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private TestMesh _mesh = null!;
    private int _served;

    public async ValueTask InitializeAsync()
    {
        if (!TestKit.Requires.Root)
            return;
        _mesh = TestMesh.Create();
        _mesh.Add("web-1", "web");
        _mesh.Add("slow-1", "slow", ("http", 8080)).ProxyCommand = ["prlimit", $"--nofile={Descriptors}:{Descriptors}", _mesh.Program("mesh-proxy")];
        _mesh.Configure("mesh.yaml", Yaml.Strict + "\n---\n" + Yaml.Service("slow", "slow", 80, 8080));
        await _mesh.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [RootFact]
    public async Task Without_descriptors_a_proxy_refuses_what_is_new_keeps_what_it_has_and_recovers()
    {
        using var listener = _mesh["slow-1"].Host.Listen(new IPEndPoint(IPAddress.Any, 8080));
        _ = AcceptAsync(listener);
        using var client = _mesh["web-1"].Host.CreateHttpClient();
        var requests = Enumerable.Range(0, Requests).Select(_ => StatusAsync(client)).ToArray();
        await Eventually.TrueAsync(() => requests.Any(r => r is { IsCompletedSuccessfully: true, Result: HttpStatusCode.ServiceUnavailable }), "the proxy sheds");

        await AssertResetAsync(new IPEndPoint(_mesh["slow-1"].Host.IPv4, MeshPorts.ProxyMetrics));
        Assert.False(_mesh["slow-1"].Proxy.HasExited);

        _release.SetResult();
        var answers = await Task.WhenAll(requests);
        Assert.Equal(Volatile.Read(ref _served), answers.Count(a => a == HttpStatusCode.OK));
        Assert.All(answers, a => Assert.True(a is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{a}"));
        Assert.InRange(answers.Count(a => a == HttpStatusCode.OK), Descriptors / 2, Descriptors);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        // Connections to the application that nobody uses any more keep their descriptors for some seconds.
        await Eventually.TrueAsync(async () => await TryCountAsync() > 0, "metrics are served again, and tell what happened");
        Assert.Contains("no descriptors are left", _mesh["slow-1"].Proxy.Output + _mesh["slow-1"].Proxy.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("because of a bug", _mesh["slow-1"].Proxy.Output + _mesh["slow-1"].Proxy.Error, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync("http://slow.t/");
        return response.StatusCode;
    }

    // Null while there is no descriptor for the question.
    private async Task<double?> TryCountAsync()
    {
        try
        {
            return await Metrics.SumAsync(
                _mesh.System, new IPEndPoint(_mesh["slow-1"].Host.IPv4, MeshPorts.ProxyMetrics), "mesh_connections_refused_total", "listener=\"metrics\"", "reason=\"descriptors\"");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return null;
        }
    }

    // The reset may come before connecting is seen to be done.
    private async Task AssertResetAsync(IPEndPoint address)
    {
        var failure = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var socket = await _mesh.System.ConnectAsync(address);
            await socket.ReceiveAsync(new byte[1]);
        });
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                _sockets.Add(socket);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has seen enough.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            var request = new byte[4096];
            while (await socket.ReceiveAsync(request) > 0)
            {
                await _release.Task;
                Interlocked.Increment(ref _served);
                await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The proxy or the test ended it.
        }
    }
}
