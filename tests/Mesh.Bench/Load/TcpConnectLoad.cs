using System.Net;
using System.Net.Sockets;

namespace Mesh.Bench.Load;

/// <summary>Opens a connection, sends a byte, gets it back, sees the end, and begins again.</summary>
internal static class TcpConnectLoad
{
    public static LoadResult Run(IPEndPoint target, MeasuredWindow window, bool leads)
    {
        var result = new LoadResult { Seconds = window.Seconds };
        for (var begin = Clock.Now; begin < window.End; begin = Clock.Now)
        {
            if (leads)
            {
                window.Notice(begin);
            }

            var succeeded = TryExchange(target);
            var now = Clock.Now;
            if (!window.Contains(now))
            {
                continue;
            }

            if (succeeded)
            {
                result.Requests++;
                result.Record(now - begin);
            }
            else
            {
                result.Errors++;
            }
        }

        if (leads)
        {
            window.Notice(Clock.Now);
        }

        return result;
    }

    /// <summary>As many as it is told to, without a window.</summary>
    public static LoadResult Run(IPEndPoint target, Func<bool> goesOn)
    {
        var result = new LoadResult();
        while (goesOn())
        {
            var begin = Clock.Now;
            if (TryExchange(target))
            {
                result.Requests++;
                result.Record(Clock.Now - begin);
            }
            else
            {
                result.Errors++;
            }
        }

        return result;
    }

    private static bool TryExchange(IPEndPoint target)
    {
        try
        {
            using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 5_000 };
            Span<byte> one = [1];
            socket.Connect(target);
            return socket.Send(one) == 1 && socket.Receive(one) == 1 && socket.Receive(one) == 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
