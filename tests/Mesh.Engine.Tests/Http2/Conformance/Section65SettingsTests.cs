using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;
using static Mesh.Engine.Tests.Http2.Conformance.Judge;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>RFC 9113 §6.5 and RFC 8441 §3: SETTINGS of a client.</summary>
public sealed class Section65SettingsTests
{
    private const string Ack = "Settings ack";

    private static readonly ScriptTable Scripts = new()
    {
        { "6.5 an acknowledgement with a payload", "closed: FrameSizeError", "", Wire.Frame(FrameType.Settings, FrameFlags.Ack, 0, 0) },
        { "6.5 an acknowledgement of nothing", "closed: ProtocolError", "", Wire.SettingsAck },
        { "6.5 SETTINGS on a stream", "closed: ProtocolError", "", Wire.Frame(FrameType.Settings, 0, 1) },
        { "6.5 SETTINGS of a wrong size", "closed: FrameSizeError", "", Wire.Frame(FrameType.Settings, 0, 0, new byte[3]) },
        { "6.5.2 ENABLE_PUSH of 1", Ack, "", Wire.Settings((SettingId.EnablePush, 1)) },
        { "6.5.2 ENABLE_PUSH neither 0 nor 1", "closed: ProtocolError", "", Wire.Settings((SettingId.EnablePush, 2)) },
        { "6.5.2 INITIAL_WINDOW_SIZE above the limit", "closed: FlowControlError", "", Wire.Settings((SettingId.InitialWindowSize, 0x8000_0000)) },
        { "6.5.2 the largest INITIAL_WINDOW_SIZE", Ack, "", Wire.Settings((SettingId.InitialWindowSize, 0x7FFF_FFFF)) },
        { "6.5.2 MAX_FRAME_SIZE below the least", "closed: ProtocolError", "", Wire.Settings((SettingId.MaxFrameSize, 16383)) },
        { "6.5.2 MAX_FRAME_SIZE above the limit", "closed: ProtocolError", "", Wire.Settings((SettingId.MaxFrameSize, 1 << 24)) },
        { "6.5.2 MAX_FRAME_SIZE at its limits", Ack, "", Wire.Settings((SettingId.MaxFrameSize, 16384), (SettingId.MaxFrameSize, (1 << 24) - 1)) },
        { "6.5.2 unknown settings are ignored", Ack, "", Wire.Settings(((SettingId)0xABCD, 7)) },
        { "6.5.3 SETTINGS are acknowledged one by one", Ack + "; " + Ack, "", Wire.Settings(), Wire.Settings() },
        { "6.5.3 values count in their order", Ack + "; Headers 1 :status: 200; Data 1 o", Got, Wire.Settings((SettingId.InitialWindowSize, 100), (SettingId.InitialWindowSize, 1)), Wire.Headers(1, Wire.Get) },
        { "RFC 8441 3 ENABLE_CONNECT_PROTOCOL neither 0 nor 1", "closed: ProtocolError", "", Wire.Settings((SettingId.EnableConnectProtocol, 2)) },
        { "RFC 8441 3 ENABLE_CONNECT_PROTOCOL taken back", "closed: ProtocolError", "", Wire.Settings((SettingId.EnableConnectProtocol, 1), (SettingId.EnableConnectProtocol, 0)) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged(string name) => AnsweringServer(Scripts[name], inBytes: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged_byte_by_byte(string name) => AnsweringServer(Scripts[name], inBytes: true);
}
