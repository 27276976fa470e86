using System.Net;

namespace Mesh.Bench.Load.Grpc;

/// <summary>Unary gRPC calls in a closed loop by one thread: connections with a fixed number of calls in progress each.</summary>
internal static class GrpcLoad
{
    /// <summary>Runs to the end of the window, on the calling thread.</summary>
    public static LoadResult Run(IPEndPoint target, string host, int connections, int calls, MeasuredWindow window)
    {
        using var epoll = new Epoll();
        var result = new LoadResult { Seconds = window.Seconds };
        var open = Enumerable.Range(0, connections).Select(_ => new GrpcClientConnection(target, host, calls, began => Answered(result, window, began))).ToArray();
        for (var index = 0; index < open.Length; index++)
        {
            epoll.Add(open[index].Descriptor, index);
        }

        try
        {
            Loop(epoll, open, window);
        }
        finally
        {
            Array.ForEach(open, connection => connection.Dispose());
        }

        result.Errors = open.Sum(connection => connection.Errors);
        return result;
    }

    private static void Loop(Epoll epoll, GrpcClientConnection[] open, MeasuredWindow window)
    {
        Span<int> ready = stackalloc int[128];
        for (var now = Clock.Now; now < window.End; now = Clock.Now)
        {
            window.Notice(now);
            epoll.ArmTimer(Math.Max(1, Math.Min(100_000_000, window.End - now)));
            var count = epoll.Wait(ready);
            for (var index = 0; index < count; index++)
            {
                if (ready[index] != Epoll.TimerTag && !open[ready[index]].Read())
                {
                    throw new InvalidOperationException("a connection with gRPC calls in progress was closed");
                }
            }
        }

        window.Notice(Clock.Now);
    }

    private static void Answered(LoadResult result, MeasuredWindow window, long began)
    {
        var now = Clock.Now;
        if (window.Contains(now))
        {
            result.Requests++;
            result.Record(now - began);
        }
    }
}
