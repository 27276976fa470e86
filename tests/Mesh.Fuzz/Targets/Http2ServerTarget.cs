using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.Http1;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Fuzz.Targets;

/// <summary>Whatever a client sends after the preface: nothing throws, every stream comes to one end, all frames that come back are whole.</summary>
internal sealed class Http2ServerTarget : IFuzzTarget
{
    public string Name => "http2-server";

    public IReadOnlyList<byte[]> Words => Http2Words.All;

    public IEnumerable<byte[]> Seeds => Http2Words.Conversations;

    public void Run(byte[] input)
    {
        using var client = new ScriptedClient(new() { StreamWindow = 1000, MaxConcurrentStreams = 3 });
        client.Prepare = exchange => exchange.OnBytes = Answer;
        client.Send(input);
        client.Connection.Fail(CloseReason.Reset);
        Assert.Equal(1, client.Closed);
        Assert.Equal(0, client.Server.ActiveStreams);
    }

    private static void Answer(StreamRecorder handler, bool ended)
    {
        if (ended && handler.Stream.CanSend)
            handler.Respond("200", "hello");
    }
}
