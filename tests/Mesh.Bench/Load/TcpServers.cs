using System.Net;
using System.Net.Sockets;
using Mesh.Bench.Addresses;
using Mesh.TestKit.Network;

namespace Mesh.Bench.Load;

/// <summary>The TCP applications on a server host: one that sends without end, and one that returns a byte and closes.</summary>
internal sealed class TcpServers : IDisposable
{
    private readonly Socket _bulk;
    private readonly Socket _echo;

    public TcpServers(NetworkHost host)
    {
        _bulk = host.Listen(new IPEndPoint(IPAddress.Any, BenchPorts.Bulk));
        _echo = host.Listen(new IPEndPoint(IPAddress.Any, BenchPorts.Echo));
        Serve(_bulk, Send);
        for (var thread = 0; thread < 4; thread++)
        {
            Serve(_echo, Return);
        }
    }

    public void Dispose()
    {
        _bulk.Dispose();
        _echo.Dispose();
    }

    private static void Serve(Socket listener, Action<Socket> serve) => new Thread(() =>
    {
        try
        {
            while (true)
            {
                using var accepted = listener.Accept();
                try
                {
                    serve(accepted);
                }
                catch (SocketException)
                {
                    // The client is gone.
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The bench is over.
        }
    })
    { IsBackground = true }.Start();

    private static void Send(Socket socket)
    {
        var block = new byte[256 * 1024];
        while (socket.Send(block) > 0)
        {
        }
    }

    private static void Return(Socket socket)
    {
        socket.ReceiveTimeout = 5_000;
        Span<byte> one = stackalloc byte[1];
        if (socket.Receive(one) == 1)
        {
            socket.Send(one);
        }
    }
}
