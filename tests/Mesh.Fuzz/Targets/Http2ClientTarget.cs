using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Fuzz.Targets;

/// <summary>Whatever a server sends after its SETTINGS, with four requests open: nothing throws, and every request comes to an end.</summary>
internal sealed class Http2ClientTarget : IFuzzTarget
{
    public string Name => "http2-client";

    public IReadOnlyList<byte[]> Words => Http2Words.All;

    public IEnumerable<byte[]> Seeds => Http2Words.Conversations;

    public void Run(byte[] input)
    {
        using var server = new ScriptedServer(new() { StreamWindow = 1000 });
        for (var i = 0; i < 4; i++)
            server.Request(i == 1 ? "HEAD http a /" : "POST http a /", "hello", end: i > 1);
        server.Send(input);
        server.Connection.Fail(CloseReason.Reset);
        Assert.Equal(0, server.Client.ActiveStreams);
        Assert.All(server.Exchanges, exchange => Assert.NotEmpty(exchange.Log));
    }
}
