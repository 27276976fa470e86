using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>RFC 9113 §6.5 and RFC 8441 §3: the peer's settings.</summary>
public sealed class SettingsTests
{
    private const string Ack = "Settings ack";
    private const string Invalid = "GoAway 0 ProtocolError invalid SETTINGS; closed";

    private static readonly ScriptTable Scripts = new()
    {
        { "6.5 SETTINGS are acknowledged", Ack, Wire.Settings() },
        { "6.5 an acknowledgement with a payload", "GoAway 0 FrameSizeError a SETTINGS acknowledgement must be empty; closed", Wire.Frame(FrameType.Settings, FrameFlags.Ack, 0, 0) },
        { "6.5 SETTINGS on a stream", "GoAway 0 ProtocolError SETTINGS on a stream; closed", Wire.Frame(FrameType.Settings, 0, 1) },
        { "6.5 SETTINGS of a wrong size", "GoAway 0 FrameSizeError SETTINGS must be a multiple of 6 bytes; closed", Wire.Frame(FrameType.Settings, 0, 0, new byte[3]) },
        { "6.5 an acknowledgement of nothing", "GoAway 0 ProtocolError acknowledgement of SETTINGS that were not sent; closed", Wire.SettingsAck },
        { "6.5.2 ENABLE_PUSH of a client", Ack, Wire.Settings((SettingId.EnablePush, 1)) },
        { "6.5.2 ENABLE_PUSH neither 0 nor 1", Invalid, Wire.Settings((SettingId.EnablePush, 2)) },
        { "6.5.2 INITIAL_WINDOW_SIZE above the limit", "GoAway 0 FlowControlError invalid SETTINGS; closed", Wire.Settings((SettingId.InitialWindowSize, 0x8000_0000)) },
        { "6.5.2 the largest INITIAL_WINDOW_SIZE", Ack, Wire.Settings((SettingId.InitialWindowSize, 0x7FFF_FFFF)) },
        { "6.5.2 MAX_FRAME_SIZE below the least", Invalid, Wire.Settings((SettingId.MaxFrameSize, 16383)) },
        { "6.5.2 MAX_FRAME_SIZE above the limit", Invalid, Wire.Settings((SettingId.MaxFrameSize, 1 << 24)) },
        { "6.5.2 MAX_FRAME_SIZE within the limits", Ack, Wire.Settings((SettingId.MaxFrameSize, 16384), (SettingId.MaxFrameSize, (1 << 24) - 1)) },
        { "6.5.2 unknown settings are ignored", Ack, Wire.Settings(((SettingId)0xABCD, 7)) },
        { "6.5.3 values count in their order", Ack, Wire.Settings((SettingId.InitialWindowSize, 1), (SettingId.InitialWindowSize, 100)) },
        { "RFC 8441 3 ENABLE_CONNECT_PROTOCOL neither 0 nor 1", Invalid, Wire.Settings((SettingId.EnableConnectProtocol, 2)) },
        { "RFC 8441 3 ENABLE_CONNECT_PROTOCOL taken back", Invalid, Wire.Settings((SettingId.EnableConnectProtocol, 1), (SettingId.EnableConnectProtocol, 0)) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Settings_are_judged(string name)
    {
        using var client = new ScriptedClient();
        Assert.Equal(Scripts[name].Answer, client.Send(Scripts[name].Frames));
    }

    [Fact]
    public void Rfc9113_6_5_2_a_server_may_not_allow_push()
    {
        using var server = new ScriptedServer();
        Assert.Equal(Invalid, server.Send(Wire.Settings((SettingId.EnablePush, 1))));
    }

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
