using System.Net.Sockets;
using System.Text;
using Mesh.Bench.Load;
using Mesh.Bench.Pairs;

namespace Mesh.Bench.Scenarios;

/// <summary>
/// A new connection and one request to each of some destinations that nobody called before, one after the other: what the first
/// request pays for configuration, connections and handshakes.
/// </summary>
internal sealed class FirstRequestScenario : IScenario
{
    /// <summary>Destinations per run.</summary>
    public const int Destinations = 20;

    private const long LongestRun = 120_000_000_000;

    public async Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window)
    {
        var measured = window();
        var usage = new LoadResult();
        var begin = Clock.Now;
        measured.Notice(measured.Begin);
        for (var destination = 0; destination < Destinations && Clock.Now - begin < LongestRun; destination++)
        {
            var (address, host) = await pair.NextFirstAsync();
            var request = Encoding.ASCII.GetBytes($"GET /1k HTTP/1.1\r\nHost: {host}\r\n\r\n");
            await pair.Hosts.Client.RunThreadAsync(() => Exchange(address, request, usage));
        }

        measured.Notice(measured.End);
        usage.Seconds = (Clock.Now - begin) / 1e9;
        return usage;
    }

    private static bool Exchange(System.Net.IPEndPoint address, byte[] request, LoadResult result)
    {
        var begin = Clock.Now;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 5_000 };
            socket.Connect(address);
            socket.Send(request);
            var buffer = new byte[4096];
            var filled = 0;
            while (filled < 1024 || !IsComplete(buffer.AsSpan(0, filled)))
            {
                var read = socket.Receive(buffer.AsSpan(filled));
                if (read == 0)
                {
                    break;
                }

                filled += read;
            }

            if (!buffer.AsSpan().StartsWith("HTTP/1.1 200"u8))
            {
                result.Errors++;
                return false;
            }

            result.Record(Clock.Now - begin);
            result.Requests++;
            return true;
        }
        catch (SocketException)
        {
            result.Errors++;
            return false;
        }
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        return head >= 0 && answer.Length - head - 4 >= 1024;
    }
}
