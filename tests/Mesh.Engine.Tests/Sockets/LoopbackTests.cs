using System.Text;

using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

namespace Mesh.Engine.Tests.Sockets;

public sealed class LoopbackTests : IDisposable
{
    private static readonly IpEndpoint Any = new([127, 0, 0, 1], 0);
    private readonly EventLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void EchoesWhatTheClientSends()
    {
        var server = new RecordingHandler { Data = static connection => { connection.Input.MoveAllTo(connection.Output); connection.ScheduleFlush(); } };
        var client = new RecordingHandler { Connected = static connection => { connection.Output.Append("hello"u8); connection.ScheduleFlush(); } };
        using var listener = TcpListener.Listen(_loop, Any, new TcpListenerOptions(), new Acceptor(server));
        TcpConnector.Connect(_loop, listener.Local, TcpConnectOptions.Default, client);

        _loop.RunUntil(() => client.Received.Length == 5);

        Assert.Equal("hello", Encoding.ASCII.GetString(client.Received.ToArray()));
        Assert.Equal(listener.Local, client.Connection!.Remote);
        Assert.Equal(client.Connection.Local, server.Connection!.Remote);
    }
}
