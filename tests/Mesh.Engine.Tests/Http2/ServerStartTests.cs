using Mesh.Engine.Http2;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>RFC 9113 §3.4: how a connection begins.</summary>
public sealed class ServerStartTests
{
    private const string Greeting =
        "Settings MaxConcurrentStreams=1024 InitialWindowSize=65536 MaxHeaderListSize=65536 EnableConnectProtocol=1; WindowUpdate +196609";

    [Fact]
    public void The_server_sends_its_settings_at_once()
    {
        using var client = new ScriptedClient(greets: false);
        Assert.Equal(Greeting, client.Turn());
        Assert.Equal("Settings ack", client.Send(Wire.Preface, Wire.Settings()));
    }

    [Fact]
    public void The_preface_may_come_in_pieces()
    {
        using var client = new ScriptedClient(greets: false);
        client.Turn();
        byte[] bytes = [.. Wire.Preface, .. Wire.Settings(), .. Wire.Headers(1, Wire.Get)];
        foreach (var one in bytes)
            client.Send([one]);
        Assert.Equal("[GET http a /].", client.Log);
    }

    [Fact]
    public void Bytes_received_before_are_used()
    {
        using var client = new ScriptedClient(greets: false);
        var connection = new TestDoubles.MemoryConnection(client.Loop, new TestDoubles.RecordingHandler());
        connection.Input.Append([.. Wire.Preface, .. Wire.Settings(), .. Wire.Headers(1, Wire.Get)]);
        _ = new Http2ServerConnection(connection, Http2Options.Default, client);
        Assert.Empty(client.Exchanges);
        client.Turn();
        Assert.Equal("[GET http a /].", client.Log);
        connection.Abort();
    }

    [Fact]
    public void Anything_else_than_the_preface_is_refused()
    {
        using var client = new ScriptedClient(greets: false);
        client.Turn();
        Assert.Equal("GoAway 0 ProtocolError not an HTTP/2 preface; closed", client.Send("GET / HT"u8.ToArray()));
        Assert.Equal(1, client.Closed);
    }

    [Theory]
    [InlineData((int)FrameType.Ping, false)]
    [InlineData((int)FrameType.Settings, true)]
    [InlineData(0xEE, false)]
    public void The_first_frame_must_be_settings(int type, bool ack)
    {
        using var client = new ScriptedClient(greets: false);
        client.Turn();
        Assert.Equal(
            "GoAway 0 ProtocolError the first frame must be SETTINGS; closed", client.Send(Wire.Preface, Wire.Frame((FrameType)type, ack ? FrameFlags.Ack : FrameFlags.None, 0)));
    }

    [Fact]
    public void Who_sends_no_settings_in_time_is_closed()
    {
        using var client = new ScriptedClient(greets: false);
        client.Send(Wire.Preface);
        Assert.Equal("GoAway 0 SettingsTimeout no SETTINGS in time; closed", client.Advance(TimeSpan.FromSeconds(11)));
    }
}
