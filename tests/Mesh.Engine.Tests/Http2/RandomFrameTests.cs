using FsCheck;
using FsCheck.Fluent;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>Whatever a peer sends: nothing throws, and every stream comes to one end.</summary>
public sealed class RandomFrameTests
{
    private static readonly Gen<int> StreamIds = Gen.Elements(0, 1, 1, 1, 2, 3, 3, 5, 7, 100, int.MaxValue);

    private static readonly Gen<byte[]> Bytes = Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b));

    private static readonly Gen<byte[]> Blocks = Gen.OneOf(
        Gen.Elements(
            Wire.Get, Wire.Post, Wire.Fields(":status 200"), Wire.Fields(":status 100"), Wire.Fields("x y"), Wire.Fields(":status 200", "content-length 3"),
            Wire.Fields(":method CONNECT", ":authority a:1"), [0x82, 0x84, 0x86], [0x20, 0x88], [0xBE], []),
        Bytes);

    private static readonly Gen<byte[]> Frames = Gen.OneOf(
        from id in StreamIds from block in Blocks from flags in Gen.Choose(0, 0x2D) select Wire.Headers(id, block, (FrameFlags)flags),
        from id in StreamIds from block in Blocks from end in Gen.Elements(true, false) select Wire.Headers(id, block, end ? Wire.EndBoth : FrameFlags.EndHeaders),
        from id in StreamIds from data in Bytes from flags in Gen.Choose(0, 9) select Wire.Frame(FrameType.Data, (FrameFlags)flags, id, data),
        from id in StreamIds from increment in Gen.Elements(0, 1, 1000, 65535, int.MaxValue) select Wire.WindowUpdate(id, increment),
        from id in StreamIds from code in Gen.Choose(0, 15) select Wire.RstStream(id, (Http2ErrorCode)code),
        from setting in Gen.Choose(0, 9) from value in Gen.Elements(0u, 1u, 100u, 16384u, 65535u, 0x7FFF_FFFFu, uint.MaxValue) select Wire.Settings(((SettingId)setting, value)),
        from last in StreamIds select Wire.GoAway(last),
        from id in StreamIds from block in Blocks from flags in Gen.Elements(0, 4) select Wire.Continuation(id, block, (FrameFlags)flags),
        from type in Gen.Choose(0, 12) from flags in Gen.Choose(0, 255) from id in StreamIds from payload in Bytes select Wire.Frame((FrameType)type, (FrameFlags)flags, id, payload),
        Gen.Constant(Wire.Ping(1)),
        Gen.Constant(Wire.SettingsAck),
        Bytes);

    private static readonly Arbitrary<byte[][]> Scripts = Gen.ArrayOf(Frames).ToArbitrary();

    private static readonly Config Effort = Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(40);

    [Fact]
    public void A_server_survives_any_frames() => Prop.ForAll(Scripts, frames =>
    {
        using var client = new ScriptedClient(new() { StreamWindow = 1000, MaxConcurrentStreams = 3 });
        client.Prepare = exchange => exchange.OnBytes = (handler, ended) => Answer(handler, ended);
        foreach (var frame in frames)
            client.Send(frame);
        client.Connection.Fail(Mesh.Engine.Sockets.CloseReason.Reset);
        Assert.Equal(1, client.Closed);
        Assert.Equal(0, client.Server.ActiveStreams);
    }).Check(Effort);

    [Fact]
    public void A_client_survives_any_frames() => Prop.ForAll(Scripts, frames =>
    {
        using var server = new ScriptedServer(new() { StreamWindow = 1000 });
        for (var i = 0; i < 4; i++)
            server.Request(i == 1 ? "HEAD http a /" : "POST http a /", "hello", end: i > 1);
        foreach (var frame in frames)
            server.Send(frame);
        server.Connection.Fail(Mesh.Engine.Sockets.CloseReason.Reset);
        Assert.Equal(0, server.Client.ActiveStreams);
        Assert.All(server.Exchanges, exchange => Assert.NotEmpty(exchange.Log));
    }).Check(Effort);

    private static void Answer(Http1.StreamRecorder handler, bool ended)
    {
        if (ended && handler.Stream.CanSend)
            handler.Respond("200", "hello");
    }
}
