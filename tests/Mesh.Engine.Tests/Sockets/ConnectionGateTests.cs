using System.Net.Sockets;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Engine.Tests.Sockets;

public sealed class ConnectionGateTests : SocketTest
{
    [Fact]
    public void A_connection_that_the_gate_refuses_is_reset_and_a_closed_one_leaves()
    {
        var gate = new Gate(2);
        Listen(new TcpListenerOptions { Gate = gate });
        using var first = ConnectFramework();
        using var second = ConnectFramework();
        using var third = ConnectFramework();
        Loop.RunUntil(() => gate.Refused == 1, "the third refused");
        Assert.Equal(2, gate.Open);
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => third.Receive(new byte[1])).SocketErrorCode);

        second.LingerState = new LingerOption(true, 0);
        second.Close();
        Loop.RunUntil(() => gate.Open == 1, "the second gone");
        using var fourth = ConnectFramework();
        Loop.RunUntil(() => gate.Open == 2, "the fourth accepted");
        Assert.Equal(1, gate.Refused);
        Assert.All(gate.Asked, remote => Assert.True(remote.IsLoopback));
    }

    [Fact]
    public void A_connection_that_the_acceptor_refuses_leaves()
    {
        var gate = new Gate(1);
        var asked = 0;
        using var listener = TcpListener.Listen(Loop, Loopback, new TcpListenerOptions { Gate = gate }, new Acceptor(_ =>
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
        Assert.Equal(0, gate.Open);
    }

    [Fact]
    public void The_spare_descriptor_sheds_one_connection_at_a_time_and_is_there_again()
    {
        using var waiting = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        waiting.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        waiting.Listen();
        waiting.Blocking = false;
        var spare = new SpareDescriptor();
        for (var i = 0; i < 3; i++)
        {
            using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            client.Connect(waiting.LocalEndPoint!);
            Assert.True(spare.TryShed((int)waiting.Handle));
            Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => client.Receive(new byte[1])).SocketErrorCode);
            Assert.False(spare.TryShed((int)waiting.Handle));
        }
        spare.GiveUp();
    }

    private sealed class Gate(int max) : IConnectionGate
    {
        internal int Open { get; private set; }

        internal int Refused { get; private set; }

        internal List<IpEndpoint> Asked { get; } = [];

        public bool TryEnter(IpEndpoint remote)
        {
            Asked.Add(remote);
            if (Open == max)
            {
                Refused++;
                return false;
            }
            Open++;
            return true;
        }

        public void Leave(IpEndpoint remote) => Open--;

        public void OnOutOfDescriptors() => Assert.Fail("there are descriptors");
    }
}
