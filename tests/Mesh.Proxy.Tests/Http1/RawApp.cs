using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Proxy.Tests.Http1;

/// <summary>An application that reads and writes HTTP/1 byte by byte, so that a test sees what the proxy really sent.</summary>
internal sealed class RawApp : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Request, Task> _serve;
    private readonly bool _isIntroduced;
    private int _connections;
    private readonly Task _accepting;

    /// <summary>Listens at <paramref name="address"/>; <paramref name="serve"/> gets every request.</summary>
    /// <param name="address">Where.</param>
    /// <param name="serve">Answers.</param>
    /// <param name="isIntroduced">Whether connections begin with a line of the PROXY protocol.</param>
    internal RawApp(IPAddress address, Func<Request, Task> serve, bool isIntroduced = false)
    {
        _serve = serve;
        _isIntroduced = isIntroduced;
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen(512);
        _accepting = AcceptAsync();
    }

    internal IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Connections accepted.</summary>
    internal int Connections => Volatile.Read(ref _connections);

    /// <summary>What a request did that no proxy may do.</summary>
    internal List<string> Faults { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        using var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = new RawReader(stream);
        try
        {
            var introduction = _isIntroduced ? await reader.ReadLineAsync(_stop.Token) : null;
            while (await RawMessage.ReadAsync(reader, _stop.Token) is { } message)
            {
                var request = new Request(message, stream, reader, _stop.Token) { Introduction = introduction };
                await _serve(request);
                if (request.Closes)
                    break;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The proxy gave the connection up.
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            lock (Faults)
                Faults.Add(e.Message);
        }
    }

    /// <summary>A request and the means to answer it.</summary>
    internal sealed class Request(RawMessage message, NetworkStream stream, RawReader reader, CancellationToken stop)
    {
        internal RawMessage Message => message;

        internal Stream Stream => stream;

        /// <summary>What the connection began with.</summary>
        internal string? Introduction { get; init; }

        /// <summary>Whether the connection ends after the answer.</summary>
        internal bool Closes { get; set; }

        internal Task<string> ReadBodyAsync() => message.ReadBodyAsync(stop);

        internal Task<string> ReadAsync(int count) => reader.ReadAsync(count, stop);

        internal Task<string> ReadToEndAsync() => reader.ReadToEndAsync(stop);

        internal async Task WriteAsync(string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), stop);
    }
}
