using System.Net.Sockets;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Engine.Tests.Sockets;

public sealed class ConnectionLimitTests : SocketTest
{
    private int _refused;

    [Fact]
    public void A_connection_above_the_limit_is_reset_and_a_closed_one_makes_room()
    {
        var limit = new ConnectionLimit(2, () => _refused++);
        Listen(new TcpListenerOptions { Limit = limit });
        using var first = ConnectFramework();
        using var second = ConnectFramework();
        using var third = ConnectFramework();
        Loop.RunUntil(() => _refused == 1, "the third refused");
        Assert.Equal(2, limit.Open);
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => third.Receive(new byte[1])).SocketErrorCode);

        second.LingerState = new LingerOption(true, 0);
        second.Close();
        Loop.RunUntil(() => limit.Open == 1, "the second gone");
        using var fourth = ConnectFramework();
        Loop.RunUntil(() => limit.Open == 2, "the fourth accepted");
        Assert.Equal(1, _refused);
    }

    [Fact]
    public void A_connection_that_the_acceptor_refuses_counts_no_longer()
    {
        var limit = new ConnectionLimit(1, null);
        var asked = 0;
        using var listener = TcpListener.Listen(Loop, Loopback, new TcpListenerOptions { Limit = limit }, new Acceptor(_ =>
        {
            asked++;
            return null;
        }));
        for (var i = 1; i <= 3; i++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(listener.Local.ToIPEndPoint());
            Loop.RunUntil(() => asked == i, "asked");
        }
        Assert.Equal(0, limit.Open);
    }
}
