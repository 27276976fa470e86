using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests;

/// <summary>A workload that took plaintext is made STRICT while callers are connected.</summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private const int HttpPort = 8080, TcpPort = 9000;

    private readonly TestMesh? _mesh = Requires.Root ? TestMesh.Create() : null;

    public async ValueTask InitializeAsync()
    {
        if (_mesh is null)
            return;
        _mesh.Add("open-1", "open", ("http", HttpPort), ("tcp", TcpPort));
        _mesh.Add("web-1", "web");
        _mesh.Configure("services.yaml", Yaml.Strict + "\n---\n" + Yaml.Service("open", "open", 80, HttpPort) + Yaml.Service("open-bytes", "open", TcpPort, TcpPort, "tcp"));
        _mesh.Configure("open.yaml", Yaml.Permissive("open"));
        await _mesh.StartAsync();
        await _mesh.ServeAsync(_mesh["open-1"], HttpPort);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [RootFact]
    public async Task Strict_ends_plaintext_connections_that_are_open_and_leaves_the_mesh_alone()
    {
        var open = _mesh!["open-1"].Host;
        var stranger = _mesh.Fabric.AddHost("stranger");
        using var listener = open.Listen(new IPEndPoint(IPAddress.Any, TcpPort));
        using var meshed = await _mesh["web-1"].Host.ConnectAsync(new IPEndPoint(open.IPv4, TcpPort));
        await meshed.SendAsync("m"u8.ToArray());
        using var meshedApp = await listener.AcceptAsync();
        using var bytes = await stranger.ConnectAsync(new IPEndPoint(open.IPv4, TcpPort));
        await bytes.SendAsync("x"u8.ToArray());
        using var bytesApp = await listener.AcceptAsync();
        using var http = await stranger.ConnectAsync(new IPEndPoint(open.IPv4, HttpPort));
        await AskAsync(http);
        Assert.Contains("open-1", await ReadAsync(http), StringComparison.Ordinal);

        _mesh.Configure("open.yaml", "");

        await AssertEndsAsync(bytes);
        await AssertEndsAsync(http);
        await AskAsync(meshed);
        var received = "";
        await Eventually.TrueAsync(async () => (received += await ReadAsync(meshedApp)).EndsWith("\r\n\r\n", StringComparison.Ordinal), "the mesh's bytes arrive");
    }

    private static Task<int> AskAsync(Socket socket) => socket.SendAsync("GET / HTTP/1.1\r\nhost: open.t\r\n\r\n"u8.ToArray());

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[4096];
        return Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
    }

    private static async Task AssertEndsAsync(Socket socket)
    {
        var end = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await ReadAsync(socket) != "")
            {
            }
        }).WaitAsync(Eventually.DefaultTimeout);
        Assert.Equal(SocketError.ConnectionReset, end.SocketErrorCode);
    }
}
