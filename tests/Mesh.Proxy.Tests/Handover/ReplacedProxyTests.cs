using System.Net.Sockets;
using System.Text;
using Mesh.Proxy.Hosting;
using Mesh.Proxy.Tests.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Mesh.Proxy.Tests.Handover;

/// <summary>A proxy that another process has replaced, seen by its application.</summary>
public sealed class ReplacedProxyTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _asked = new();
    private readonly TaskCompletionSource _answer = new();
    private ProxyPair _pair = null!;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _pair = await ProxyPair.StartAsync();
        _app = await TestApp.StartAsync(_pair.Callee.Address, async context =>
        {
            if (context.Request.Path == "/slow")
            {
                _asked.TrySetResult();
                await _answer.Task;
            }
            await context.Response.WriteAsync("done");
        });
        _pair.Route(_app.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _pair.DisposeAsync();
    }

    [Fact]
    public async Task A_kept_connection_serves_one_more_request_and_says_that_it_is_the_last()
    {
        using var client = await ConnectAsync();
        Assert.DoesNotContain("connection: close", await client.AskAsync("/"), StringComparison.OrdinalIgnoreCase);
        await _pair.Caller.BeginDrainAsync(Departure.Replaced);
        Assert.Contains("connection: close", await client.AskAsync("/"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await client.ReadAsync());
    }

    [Fact]
    public async Task With_its_workload_the_application_keeps_its_connections()
    {
        using var client = await ConnectAsync();
        await client.AskAsync("/");
        await _pair.Caller.BeginDrainAsync(Departure.WithWorkload);
        Assert.DoesNotContain("connection: close", await client.AskAsync("/"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Connections_that_come_meanwhile_are_the_successors_and_what_is_in_flight_is_finished()
    {
        using var old = await ConnectAsync();
        var slow = old.AskAsync("/slow");
        await _asked.Task;
        await using var successor = await _pair.Caller.StartSuccessorAsync();
        await _pair.Caller.BeginDrainAsync(Departure.Replaced);

        using (var next = await ConnectAsync())
            Assert.DoesNotContain("connection: close", await next.AskAsync("/"), StringComparison.OrdinalIgnoreCase);
        var drained = _pair.Caller.DrainAsync(Departure.Replaced, TimeSpan.FromMinutes(1));
        Assert.False(drained.IsCompleted);
        _answer.SetResult();
        Assert.EndsWith("done", await slow, StringComparison.Ordinal);
        Assert.True((await drained).IsDone);
    }

    private async Task<Client> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_pair.Local);
        return new Client(socket);
    }

    private sealed class Client(Socket socket) : IDisposable
    {
        private readonly byte[] _buffer = new byte[4096];

        internal async Task<string> AskAsync(string path)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: catalog.t\r\n\r\n"));
            var answer = new StringBuilder();
            // Both a body of a known length and a chunked one end in the word.
            while (!answer.ToString().Contains("done", StringComparison.Ordinal))
                answer.Append(Encoding.ASCII.GetString(_buffer, 0, await ReadSomeAsync()));
            while (answer.ToString().Contains("chunked", StringComparison.OrdinalIgnoreCase) && !answer.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
                answer.Append(Encoding.ASCII.GetString(_buffer, 0, await ReadSomeAsync()));
            return answer.ToString().Replace("\r\n0\r\n\r\n", "", StringComparison.Ordinal);
        }

        internal async Task<int> ReadAsync() => await socket.ReceiveAsync(_buffer);

        public void Dispose() => socket.Dispose();

        private async Task<int> ReadSomeAsync()
        {
            var read = await ReadAsync();
            return read > 0 ? read : throw new IOException("closed before the answer was complete");
        }
    }
}
