using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.TestKit.Network;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Calls one after the other until it is stopped, each of which has to succeed at the first try.</summary>
internal sealed class SteadyCalls
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _calls;

    private SteadyCalls(Func<Task> call) => _calls = RunAsync(call);

    /// <summary>Each on a connection of its own.</summary>
    internal static SteadyCalls OnNewConnections(NetworkHost host, IPEndPoint server, string path) => new(async () =>
    {
        using var socket = await host.ConnectAsync(server);
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var answer = await reader.ReadToEndAsync();
        Assert.True(answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal), $"{server}{path} answers: {answer}");
    });

    /// <summary>Any others.</summary>
    internal static SteadyCalls Of(Func<Task> call) => new(call);

    /// <summary>Stops after the current call; returns how many there were, or throws what failed.</summary>
    internal async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        var count = await _calls;
        _stop.Dispose();
        return count;
    }

    private async Task<int> RunAsync(Func<Task> call)
    {
        var count = 0;
        for (; !_stop.IsCancellationRequested; count++)
            await call();
        return count;
    }
}
