using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>RFC 9113 §6.8: GOAWAY in both directions, from both sides.</summary>
public sealed class DrainTests
{
    private const string Announced = "GoAway 2147483647 NoError; Ping 6d6573686472";

    [Fact]
    public void A_server_announces_waits_a_round_trip_and_finishes_its_streams()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Get));
        client.Server.Drain();
        Assert.StartsWith(Announced, client.Turn());
        Assert.True(client.Server.IsDraining);
        // Opened before the client knew.
        Assert.Equal("GoAway 3 NoError", client.Send(Wire.Headers(3, Wire.Get), Wire.Ping(0x6D65_7368_6472_6E31, ack: true)));
        // Opened although the client knew: ignored, and does no harm.
        Assert.Equal("", client.Send(Wire.Headers(5, Wire.Post, FrameFlags.EndHeaders), Wire.Data(5, "x"), Wire.WindowUpdate(5, 1), Wire.RstStream(5, Http2ErrorCode.Cancel)));
        Assert.Equal(2, client.Exchanges.Count);
        client.Exchanges[0].Respond("204");
        Assert.Equal("Headers 1 :status: 204.", client.Turn());
        Assert.Equal("Headers 3 :status: 200; Data 3 x.; closed", client.Respond("200", "x"));
        Assert.Equal(1, client.Closed);
    }

    [Fact]
    public void A_server_without_streams_closes_after_the_round_trip()
    {
        using var client = new ScriptedClient();
        client.Server.Drain();
        client.Server.Drain();
        client.Turn();
        Assert.Equal("GoAway 0 NoError; closed", client.Send(Wire.Ping(0x6D65_7368_6472_6E31, ack: true)));
    }

    [Fact]
    public void A_client_that_does_not_answer_does_not_hold_the_server_up()
    {
        using var client = new ScriptedClient();
        client.Server.Drain();
        client.Turn();
        Assert.Equal("GoAway 0 NoError; closed", client.Advance(TimeSpan.FromSeconds(1.1)));
    }

    [Fact]
    public void A_server_whose_client_goes_away_finishes_and_closes()
    {
        using var client = new ScriptedClient();
        Assert.Equal("", client.Send(Wire.Headers(1, Wire.Get), Wire.GoAway(0)));
        Assert.Equal("Headers 1 :status: 204.; GoAway 1 NoError; closed", client.Respond("204"));
    }

    [Fact]
    public void A_client_finishes_its_streams_and_closes()
    {
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        server.Client.Drain();
        Assert.False(server.Client.CanOpenStream);
        Assert.Equal("GoAway 0 NoError", server.Turn());
        Assert.Equal("closed", server.Send(Wire.Headers(1, Wire.Fields(":status 204"))));
        Assert.Equal("[204].", server.Log);
        Assert.Equal("closed Graceful", server.Events[^1]);
    }

    [Fact]
    public void A_client_waits_for_streams_that_were_given_out()
    {
        using var server = new ScriptedServer();
        var open = server.Open();
        server.Client.Drain();
        Assert.Equal("GoAway 0 NoError", server.Turn());
        open.Stream.Reset(Streams.StreamError.Cancelled);
        Assert.Equal("closed", server.Turn());
    }

    [Fact]
    public void The_reason_of_an_errors_goaway_can_be_logged()
    {
        using var server = new ScriptedServer();
        server.Send(Wire.Frame(Mesh.Engine.Http2.Frames.FrameType.GoAway, 0, 0, [0, 0, 0, 0, 0, 0, 0, 11, .. "calm\n down"u8]));
        Assert.Equal("the peer sent GOAWAY (EnhanceYourCalm): calm? down", server.Client.ErrorDetail);
        using var client = new ScriptedClient();
        client.Send(Wire.Data(0, "x"));
        Assert.Equal("the peer broke HTTP/2 (ProtocolError): DATA on stream 0", client.Server.ErrorDetail);
    }

    [Fact]
    public void An_idle_client_closes_at_once()
    {
        using var server = new ScriptedServer();
        server.Client.Drain();
        Assert.Equal("GoAway 0 NoError; closed", server.Turn());
    }

    [Fact]
    public void A_client_learns_which_streams_are_refused()
    {
        using var server = new ScriptedServer();
        for (var i = 0; i < 3; i++)
            server.Request("GET http a /");
        var unsent = server.Open();
        // The announcement refuses nothing that was sent.
        server.Send(Wire.GoAway(int.MaxValue));
        Assert.Equal("   !Refused", server.Log);
        Assert.Equal(["goaway"], server.Events.Take(1));
        Assert.False(server.Client.CanOpenStream);
        server.Send(Wire.GoAway(3));
        Assert.Equal("  !Refused !Refused", server.Log);
        Assert.Equal(2, server.Client.ActiveStreams);
        Assert.False(unsent.Stream.CanSend);
        server.Send(Wire.Headers(1, Wire.Fields(":status 200")));
        Assert.EndsWith("closed", server.Send(Wire.Headers(3, Wire.Fields(":status 200"))));
        Assert.Equal("[200]. [200]. !Refused !Refused", server.Log);
        Assert.Single(server.Events, "goaway");
    }

    [Fact]
    public void The_last_stream_may_not_grow()
    {
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        server.Send(Wire.GoAway(1));
        Assert.Equal("GoAway 0 ProtocolError GOAWAY with a larger last stream than before; closed", server.Send(Wire.GoAway(3)));
        Assert.Equal("!Protocol", server.Log);
    }
}
