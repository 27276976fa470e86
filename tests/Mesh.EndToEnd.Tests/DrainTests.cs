using System.Net;
using System.Net.Sockets;
using Mesh.Conventions;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;
using Mesh.TestKit.Network;

namespace Mesh.EndToEnd.Tests;

/// <summary>SIGTERM to the proxy of a workload that also takes plaintext.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private const int Port = 8080;
    private const long Large = 64 * 1024 * 1024;

    private readonly TestMesh? _mesh = Requires.Root ? TestMesh.Create() : null;

    public async ValueTask InitializeAsync()
    {
        if (_mesh is null)
            return;
        _mesh.Add("open-1", "open", ("http", Port));
        _mesh.Configure("services.yaml", Yaml.Strict + "\n---\n" + Yaml.Permissive("open") + Yaml.Service("open", "open", 80, Port));
        await _mesh.StartAsync();
        await _mesh.ServeAsync(_mesh["open-1"], Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [RootFact]
    public async Task Plaintext_is_served_while_tunnels_are_not_and_a_response_in_flight_is_finished()
    {
        var open = _mesh!["open-1"];
        var stranger = _mesh.Fabric.AddHost("stranger");
        using var client = stranger.CreateHttpClient();
        var url = $"http://{open.Host.IPv4}:{Port}/";
        using var inFlight = await client.GetAsync(new Uri($"{url}bytes/{Large}"), HttpCompletionOption.ResponseHeadersRead);

        var stopped = open.Proxy.StopAsync(TimeSpan.FromMinutes(1));

        await Eventually.TrueAsync(() => IsRefusedAsync(stranger, new IPEndPoint(open.Host.IPv4, MeshPorts.Tunnel)), "tunnels are refused");
        using var response = await client.GetAsync(new Uri(url));
        Assert.Equal(("open-1", true), (await response.Content.ReadAsStringAsync(), response.Headers.ConnectionClose));
        Assert.False(stopped.IsCompleted);
        Assert.Equal(Large, (await inFlight.Content.ReadAsByteArrayAsync()).LongLength);
        Assert.Equal(0, await stopped);
    }

    private static async Task<bool> IsRefusedAsync(NetworkHost from, IPEndPoint address)
    {
        try
        {
            using var socket = await from.ConnectAsync(address);
            return false;
        }
        catch (SocketException refusal) when (refusal.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }
}
