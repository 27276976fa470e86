using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>RFC 9113 §3.4 (RFC 7540 §3.5): the preface.</summary>
public sealed class Section3StartingTests
{
    private static readonly ScriptTable Scripts = new()
    {
        { "3.4 a valid preface", "Settings ack", Wire.Preface, Wire.Settings() },
        { "3.4 requests may follow at once", "Settings ack; Headers 1 :status: 204.", Wire.Preface, Wire.Settings(), Wire.Headers(1, Wire.Get) },
        { "3.4 another method", "GoAway 0 ProtocolError not an HTTP/2 preface; closed", "GET * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray() },
        { "3.4 a wrong last byte", "GoAway 0 ProtocolError not an HTTP/2 preface; closed", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\r"u8.ToArray() },
        { "3.4 the first frame is not SETTINGS", "GoAway 0 ProtocolError the first frame must be SETTINGS; closed", Wire.Preface, Wire.Headers(1, Wire.Get) },
        { "3.4 the first frame is an acknowledgement", "GoAway 0 ProtocolError the first frame must be SETTINGS; closed", Wire.Preface, Wire.SettingsAck },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_servers_start(string name)
    {
        using var client = new ScriptedClient(greets: false);
        client.Prepare = exchange => exchange.OnHead = handler => handler.Respond("204");
        Assert.StartsWith("Settings ", client.Turn());
        Assert.Equal(Scripts[name].Answer, client.Send(Scripts[name].Frames));
    }
}
