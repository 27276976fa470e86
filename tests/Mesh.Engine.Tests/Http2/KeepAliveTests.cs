using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

public sealed class KeepAliveTests
{
    private const string Probe = "Ping 6d6573686c697665";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_silent_peer_is_asked_and_then_given_up()
    {
        using var server = new ScriptedServer(new() { KeepAliveInterval = Interval });
        server.Request("GET http a /");
        Assert.Equal("", server.Advance(TimeSpan.FromSeconds(29)));
        Assert.Equal(Probe, server.Advance(TimeSpan.FromSeconds(2)));
        Assert.Equal("", server.Advance(TimeSpan.FromSeconds(15)));
        Assert.Equal("closed", server.Advance(TimeSpan.FromSeconds(10)));
        Assert.Equal("!ConnectionLost", server.Log);
    }

    [Fact]
    public void A_peer_that_answers_is_kept()
    {
        using var server = new ScriptedServer(new() { KeepAliveInterval = Interval });
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(Probe, server.Advance(TimeSpan.FromSeconds(31)));
            Assert.Equal("", server.Send(Wire.Ping(0x6D65_7368_6C69_7665, ack: true)));
        }
    }

    [Fact]
    public void A_peer_that_sends_is_not_asked()
    {
        using var server = new ScriptedServer(new() { KeepAliveInterval = Interval });
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("", server.Advance(TimeSpan.FromSeconds(20)));
            Assert.Equal("", server.Send(Wire.WindowUpdate(0, 1)));
        }
    }

    [Fact]
    public void A_server_asks_too()
    {
        using var client = new ScriptedClient(new() { KeepAliveInterval = Interval });
        Assert.Equal(Probe, client.Advance(TimeSpan.FromSeconds(31)));
        Assert.Equal("", client.Send(Wire.Ping(0x6D65_7368_6C69_7665, ack: true)));
        Assert.Equal(Probe, client.Advance(TimeSpan.FromSeconds(31)));
        Assert.Equal("closed", client.Advance(TimeSpan.FromSeconds(25)));
    }

    [Fact]
    public void A_server_closes_unused_connections()
    {
        using var client = new ScriptedClient(new() { IdleTimeout = TimeSpan.FromMinutes(1) });
        client.Send(Wire.Headers(1, Wire.Get));
        Assert.Equal("", client.Advance(TimeSpan.FromMinutes(5)));
        client.Respond("204");
        Assert.Equal("", client.Advance(TimeSpan.FromSeconds(59)));
        Assert.StartsWith("GoAway 2147483647 NoError", client.Advance(TimeSpan.FromMinutes(1)));
        Assert.Equal("GoAway 1 NoError; closed", client.Advance(TimeSpan.FromSeconds(2)));
    }
}
