using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Bench.Load;

/// <summary>Downloads the same large file over one connection, again and again, as fast as it goes.</summary>
internal static class HttpBulkLoad
{
    /// <summary>Runs to the given time; returns how many bytes came.</summary>
    /// <exception cref="InvalidOperationException">The connection ended.</exception>
    public static long Run(IPEndPoint target, string host, long end)
    {
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
        socket.Connect(target);
        var request = Encoding.ASCII.GetBytes($"GET /bulk HTTP/1.1\r\nHost: {host}\r\n\r\n");
        var buffer = new byte[256 * 1024];
        var total = 0L;
        while (Clock.Now < end)
        {
            socket.Send(request);
            total += Download(socket, buffer, end);
        }

        return total;
    }

    private static long Download(Socket socket, byte[] buffer, long end)
    {
        var head = 0;
        int endOfHead;
        do
        {
            head += Receive(socket, buffer.AsSpan(head));
        }
        while ((endOfHead = buffer.AsSpan(0, head).IndexOf("\r\n\r\n"u8)) < 0);

        var got = (long)head - endOfHead - 4;
        while (got < Pairs.PairHosts.BulkSize && Clock.Now < end)
        {
            got += Receive(socket, buffer);
        }

        return got;
    }

    private static int Receive(Socket socket, Span<byte> into) =>
        socket.Receive(into) is > 0 and var read ? read : throw new InvalidOperationException("the bulk download ended early");
}
