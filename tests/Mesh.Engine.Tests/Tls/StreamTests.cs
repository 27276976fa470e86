using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

namespace Mesh.Engine.Tests.Tls;

public sealed class StreamTests : IDisposable
{
    private readonly TestAuthority _authority = new("root");
    private readonly TlsPair _pair;

    public StreamTests() => _pair = new TlsPair(_authority.Issue("server"), _authority.Issue("client")).Established();

    public void Dispose()
    {
        _pair.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void LargeTransfersArriveBitExactBothWaysAtOnce()
    {
        const int Size = 64 * 1024 * 1024;
        var up = new Pump(_pair.Client, _pair.Server, Size, seed: 1);
        var down = new Pump(_pair.Server, _pair.Client, Size, seed: 2);
        up.Start();
        down.Start();

        _pair.Loop.RunUntil(() => up.IsDone && down.IsDone, "transfer");

        Assert.InRange(_pair.Loop.Buffers.AllocatedBytes, 0, 2 * 1024 * 1024);
    }

    [Fact]
    public void EachSideEndsByItself()
    {
        var server = _pair.Server.Connection!;
        var client = _pair.Client.Connection!;
        client.Output.Append("question"u8);
        client.CloseOutput();
        _pair.Loop.RunUntil(() => _pair.Server.Ended);
        Assert.Null(_pair.Client.Closed);
        Assert.Equal(8, _pair.Server.Received.Length);

        server.Output.Append(new byte[100_000]);
        server.CloseOutput();
        _pair.Loop.RunUntil(() => _pair.Client.Closed is not null && _pair.Server.Closed is not null);

        Assert.Equal(100_000, _pair.Client.Received.Length);
        Assert.Equal(CloseReason.Graceful, _pair.Client.Closed);
        Assert.Equal(CloseReason.Graceful, _pair.Server.Closed);
    }

    [Fact]
    public void CloseIsAnEndForThePeer()
    {
        _pair.Client.Connection!.Output.Append("last words"u8);
        _pair.Client.Connection.Close();
        _pair.Loop.RunUntil(() => _pair.Server.Ended && _pair.Client.Closed is not null);
        Assert.Equal(10, _pair.Server.Received.Length);
        Assert.Equal(CloseReason.Graceful, _pair.Client.Closed);
        _pair.Server.Connection!.Close();
        _pair.Loop.RunUntil(() => _pair.Loop.OpenSockets == 1, "both descriptors closed");
    }

    [Fact]
    public void AbortIsAResetForThePeer()
    {
        _pair.Client.Connection!.Abort();
        Assert.Equal(CloseReason.Aborted, _pair.Client.Closed);
        _pair.Loop.RunUntil(() => _pair.Server.Closed is not null);
        Assert.Equal(CloseReason.Reset, _pair.Server.Closed);
    }
}
