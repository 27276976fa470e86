using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>RFC 9113 §6.5 and RFC 8441 §3: the peer's settings.</summary>
public sealed class SettingsTests
{
    private const string Ack = "Settings ack";

    [Fact]
    public void Rfc9113_6_9_2_a_change_of_the_initial_window_changes_open_streams()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Settings((SettingId.InitialWindowSize, 3)), Wire.Headers(1, Wire.Get));
        Assert.Equal("Headers 1 :status: 200; Data 1 abc", client.Respond("200", "abcdefghi"));
        // Two bytes less than what was sent: the window is negative.
        Assert.Equal(Ack, client.Send(Wire.Settings((SettingId.InitialWindowSize, 1))));
        Assert.Equal("", client.Send(Wire.WindowUpdate(1, 2)));
        Assert.Equal("Data 1 d", client.Send(Wire.WindowUpdate(1, 1)));
        Assert.Equal(Ack + "; Data 1 ef", client.Send(Wire.Settings((SettingId.InitialWindowSize, 3))));
        Assert.Equal(Ack + "; Data 1 ghi.", client.Send(Wire.Settings((SettingId.InitialWindowSize, 100))));
    }

    [Fact]
    public void Rfc9113_6_9_2_a_change_that_exceeds_the_limit_is_a_connection_error()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Get), Wire.WindowUpdate(1, 0x7FFF_0000));
        Assert.Equal(
            "GoAway 1 FlowControlError invalid SETTINGS; closed", client.Send(Wire.Settings((SettingId.InitialWindowSize, 0x7FFF_FFFF))));
    }

    [Fact]
    public void Rfc7541_4_2_a_change_of_the_table_size_is_told_in_the_next_block()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Settings((SettingId.HeaderTableSize, 0)), Wire.Headers(1, Wire.Get));
        client.Last.Respond("200");
        client.Loop.RunOnce(0);
        var sent = client.Connection.TakeSent();
        Assert.Equal([0x20, 0x88], sent[^2..]);
    }
}
