using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests;

/// <summary>A proxy with a small memory budget, flooded with large bodies that nobody takes.</summary>
public sealed class MemoryTests : IAsyncLifetime
{
    private const int LimitMiB = 192;
    private const int Uploads = 800;

    private readonly ConcurrentBag<Socket> _sockets = [];
    private TestMesh _mesh = null!;

    public async ValueTask InitializeAsync()
    {
        if (!TestKit.Requires.Root)
            return;
        _mesh = TestMesh.Create();
        _mesh.Add("web-1", "web").ProxyFlags = ["--memory-limit", $"{LimitMiB}Mi"];
        _mesh.Add("sink-1", "sink", ("http", 8080));
        _mesh.Configure("mesh.yaml", Yaml.Strict + "\n---\n" + Yaml.Service("sink", "sink", 80, 8080));
        await _mesh.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        DisposeSockets();
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [RootFact]
    public async Task A_flood_is_answered_503_within_the_budget_and_is_over_when_it_ends()
    {
        var proxy = _mesh["web-1"].Proxy;
        using var client = _mesh["web-1"].Host.CreateHttpClient();
        client.Timeout = TimeSpan.FromSeconds(2);
        using (var listener = _mesh["sink-1"].Host.Listen(new IPEndPoint(IPAddress.Any, 8080)))
        {
            listener.ReceiveBufferSize = 4096;
            _ = AcceptAsync(listener);
            await UploadAsync();
            await Eventually.TrueAsync(async () => await StatusAsync(client) == HttpStatusCode.ServiceUnavailable, "the proxy sheds");
        }
        Assert.InRange(PeakMiB(proxy.Id), 1, LimitMiB);
        Assert.False(proxy.HasExited);

        DisposeSockets();
        await _mesh.ServeAsync(_mesh["sink-1"], 8080);
        await Eventually.TrueAsync(async () => await StatusAsync(client) == HttpStatusCode.OK, "the proxy serves again");
        Assert.InRange(PeakMiB(proxy.Id), 1, LimitMiB);
        var log = proxy.Output + proxy.Error;
        var episodes = Regex.Count(log, "memory is short");
        Assert.InRange(episodes, 1, 20);
        Assert.Equal(episodes, Regex.Count(log, "memory suffices again"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync("http://sink.t/");
            return response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return default;
        }
    }

    private async Task UploadAsync()
    {
        var address = new IPEndPoint(await _mesh["web-1"].Host.ResolveAsync("sink.t"), 80);
        var head = Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: sink.t\r\nContent-Length: 50000000\r\n\r\n");
        for (var i = 0; i < Uploads; i++)
        {
            var socket = await _mesh["web-1"].Host.ConnectAsync(address);
            _sockets.Add(socket);
            await socket.SendAsync(head);
            _ = SendAsync(socket);
        }
    }

    // As fast as the proxies take it, until they or the test end it.
    private static async Task SendAsync(Socket socket)
    {
        var block = new byte[65536];
        try
        {
            while (true)
                await socket.SendAsync(block);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Reset or disposed: both are as they should be.
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
                _sockets.Add(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has seen enough.
        }
    }

    private void DisposeSockets()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private static long PeakMiB(int process) =>
        long.Parse(Regex.Match(File.ReadAllText($"/proc/{process}/status"), @"VmHWM:\s+(\d+) kB").Groups[1].Value, CultureInfo.InvariantCulture) / 1024;
}
