using System.Net;
using System.Net.Sockets;

namespace Mesh.Bench.Load;

/// <summary>Reads from one connection as fast as it goes. A "request" is a mebibyte.</summary>
internal static class TcpBulkLoad
{
    private const int Unit = 1 << 20;

    public static LoadResult Run(IPEndPoint target, MeasuredWindow window)
    {
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        socket.Connect(target);
        var result = new LoadResult { Seconds = window.Seconds };
        var buffer = new byte[256 * 1024];
        var inUnit = 0;
        for (var begin = Clock.Now; begin < window.End;)
        {
            var read = socket.Receive(buffer, 0, Math.Min(buffer.Length, Unit - inUnit), SocketFlags.None);
            if (read == 0)
            {
                result.Errors++;
                return result;
            }

            inUnit += read;
            if (inUnit == Unit)
            {
                var now = Clock.Now;
                if (window.Contains(now))
                {
                    result.Requests++;
                    result.Record(now - begin);
                }

                window.Notice(now);
                begin = now;
                inUnit = 0;
            }
        }

        window.Notice(Clock.Now);
        return result;
    }
}
