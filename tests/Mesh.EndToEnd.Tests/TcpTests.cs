using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests;

/// <summary>TCP through the mesh: opaque, server first, half-close, a real redis.</summary>
public sealed class TcpTests : IAsyncLifetime
{
    private TestMesh _mesh = null!;

    public async ValueTask InitializeAsync()
    {
        if (!TestKit.Requires.Root)
            return;
        _mesh = TestMesh.Create();
        _mesh.Add("web-1", "web");
        _mesh.Add("redis-1", "redis", ("tcp", 6379));
        _mesh.Add("greeter-1", "greeter", ("any", 7000));
        _mesh.Configure("mesh.yaml", Yaml.Strict + "\n---\n" + Yaml.Service("redis", "redis", 6379, 6379, "tcp") + Yaml.Service("greeter", "greeter", 7000, 7000, "any"));
        await _mesh.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [RootFact]
    public async Task A_real_redis_answers_through_the_mesh()
    {
        var redis = _mesh["redis-1"].Host.Start(new ProgramStart("redis-server", "--port", "6379", "--bind", "0.0.0.0", "--protected-mode", "no", "--save", ""));
        await redis.WaitForOutputAsync("Ready to accept connections");
        Assert.Equal("OK", _mesh["web-1"].Host.Run("redis-cli", "-h", "redis.t", "set", "a", "1").Trim());
        Assert.Equal("1", _mesh["web-1"].Host.Run("redis-cli", "-h", "redis.t", "get", "a").Trim());
    }

    [RootFact]
    public async Task A_server_that_speaks_first_is_heard_and_half_close_passes_both_ways()
    {
        using var listener = _mesh["greeter-1"].Host.Listen(new IPEndPoint(IPAddress.Any, 7000));
        var served = ServeGreetingAsync(listener);
        var address = await _mesh["web-1"].Host.ResolveAsync("greeter.t");
        using var client = await _mesh["web-1"].Host.ConnectAsync(new IPEndPoint(address, 7000));
        using var stream = new NetworkStream(client);
        var greeting = new byte[11];
        await stream.ReadExactlyAsync(greeting);
        Assert.Equal("220 hello\r\n", Encoding.ASCII.GetString(greeting));
        await stream.WriteAsync("question"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("answer to question", await ReadToEndAsync(stream));
        await served;
    }

    private static async Task ServeGreetingAsync(Socket listener)
    {
        using var connection = await listener.AcceptAsync();
        await connection.SendAsync("220 hello\r\n"u8.ToArray());
        using var stream = new NetworkStream(connection);
        var question = await ReadToEndAsync(stream);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"answer to {question}"));
        connection.Shutdown(SocketShutdown.Send);
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }
}
