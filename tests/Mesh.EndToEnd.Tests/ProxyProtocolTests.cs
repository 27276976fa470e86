using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests;

/// <summary>A WorkloadEntry asks for the PROXY protocol, and its application gets it from a caller in another network namespace.</summary>
public sealed class ProxyProtocolTests : IAsyncLifetime
{
    private const int Port = 7000;

    private TestMesh _mesh = null!;
    private Task<Socket>? _accepting;

    public async ValueTask InitializeAsync()
    {
        if (!TestKit.Requires.Root)
            return;
        _mesh = TestMesh.Create();
        _mesh.Add("web-1", "web");
        _mesh.Add("told-1", "told", ("tcp", Port)).Annotations = new Dictionary<string, string> { ["config.meshctl.dev/proxy-protocol"] = $"{Port}=v1" };
        _mesh.Configure("mesh.yaml", Yaml.Strict + "\n---\n" + Yaml.Service("told", "told", 6379, Port, "tcp"));
        await _mesh.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [RootFact]
    public async Task The_application_is_told_the_callers_address_and_port()
    {
        var (web, told) = (_mesh["web-1"].Host, _mesh["told-1"].Host);
        using var listener = told.Listen(new IPEndPoint(IPAddress.Any, Port));
        var service = new IPEndPoint(await web.ResolveAsync("told.t"), 6379);
        var line = "";
        await Eventually.TrueAsync(async () =>
        {
            using var client = await web.ConnectAsync(service);
            var expected = $"PROXY TCP4 {web.IPv4} {told.IPv4} {((IPEndPoint)client.LocalEndPoint!).Port} {Port}\r\n";
            await client.SendAsync("\u0001"u8.ToArray());
            line = await ReadLineAsync(listener, client);
            return line == expected;
        }, "the application reads who calls");
    }

    // What the application reads up to its first line's end; empty when the proxy does not know the service yet.
    private async Task<string> ReadLineAsync(Socket listener, Socket client)
    {
        _accepting ??= listener.AcceptAsync();
        if (await Task.WhenAny(_accepting, EndAsync(client)) != _accepting)
            return "";
        using var server = await _accepting;
        _accepting = null;
        var line = new StringBuilder();
        var next = new byte[1];
        while (!line.ToString().EndsWith('\n') && await server.ReceiveAsync(next) > 0)
            line.Append((char)next[0]);
        return line.ToString();
    }

    private static async Task EndAsync(Socket client)
    {
        try
        {
            await client.ReceiveAsync(new byte[1]);
        }
        catch (SocketException)
        {
            // Refused: that is an end too.
        }
    }
}
