using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>RFC 9113 §5: stream states, identifiers, concurrency.</summary>
public sealed class ServerStreamStateTests
{
    private const string Posted = "[POST http a /]";
    private const string Got = "[GET http a /].";

    [Fact]
    public void Rfc9113_5_1_2_more_streams_than_allowed_are_refused()
    {
        using var client = new ScriptedClient(new() { MaxConcurrentStreams = 2 });
        Assert.Equal(
            "RstStream 5 RefusedStream",
            client.Send(Wire.Headers(1, Wire.Get), Wire.Headers(3, Wire.Get), Wire.Headers(5, Wire.Get), Wire.Data(5, "under way")));
        Assert.Equal(2, client.Server.ActiveStreams);
        client.Respond("204");
        Assert.Equal("", client.Send(Wire.Headers(7, Wire.Get)));
        Assert.Equal(3, client.Exchanges.Count);
    }

    [Fact]
    public void Streams_are_counted_while_they_are_open()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders), Wire.Headers(3, Wire.Get));
        Assert.Equal(2, client.Server.ActiveStreams);
        client.Exchanges[0].Respond("200", "early");
        Assert.Equal("Headers 1 :status: 200; Data 1 early.", client.Turn());
        Assert.Equal(2, client.Server.ActiveStreams);
        client.Send(Wire.Data(1, "late", end: true));
        Assert.Equal(1, client.Server.ActiveStreams);
        Assert.Equal(Posted + "late.", client.Exchanges[0].Log);
        client.Connection.Fail(CloseReason.Reset);
        Assert.Equal(Got + "!ConnectionLost", client.Exchanges[1].Log);
        Assert.Equal(0, client.Server.ActiveStreams);
        Assert.Equal(1, client.Closed);
    }
}
