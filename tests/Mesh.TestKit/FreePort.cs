using System.Net;
using System.Net.Sockets;

namespace Mesh.TestKit;

/// <summary>
/// Ports that nobody uses at the moment. Prefer to bind port 0 and read what came of it (ready files);
/// this is for programs that cannot say which port they got.
/// </summary>
public static class FreePort
{
    /// <summary>A free TCP port on 127.0.0.1.</summary>
    public static int Tcp() => Tcp(1)[0];

    /// <summary>Distinct free TCP ports on 127.0.0.1.</summary>
    public static int[] Tcp(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        try
        {
            return [.. sockets.Select(socket =>
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                return ((IPEndPoint)socket.LocalEndPoint!).Port;
            })];
        }
        finally
        {
            Array.ForEach(sockets, socket => socket.Dispose());
        }
    }
}
