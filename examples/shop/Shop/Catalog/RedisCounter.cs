using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shop.Catalog;

/// <summary>
/// Counts in redis over one TCP connection, in redis' own protocol (RESP). When the connection ends, it connects again and asks once
/// more: then a number may be skipped, but none is given twice.
/// </summary>
internal sealed class RedisCounter(DnsEndPoint server) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private NetworkStream? _stream;

    /// <summary>Adds one to a counter and returns its new value.</summary>
    public async Task<long> IncrementAsync(string counter)
    {
        using var deadline = new CancellationTokenSource(Timeout);
        await _turn.WaitAsync(deadline.Token);
        try
        {
            var isOld = _stream is not null;
            try
            {
                return await AskAsync(counter, deadline.Token);
            }
            catch (IOException) when (isOld)
            {
                return await AskAsync(counter, deadline.Token);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _turn.Dispose();
    }

    private async Task<long> AskAsync(string counter, CancellationToken cancellation)
    {
        try
        {
            _stream ??= await ConnectAsync(cancellation);
            await _stream.WriteAsync(Encoding.ASCII.GetBytes($"*2\r\n$4\r\nINCR\r\n${counter.Length}\r\n{counter}\r\n"), cancellation);
            return Integer(await ReadLineAsync(_stream, cancellation));
        }
        catch
        {
            // What is left of the answer on this connection would be taken for the next one's.
            _stream?.Dispose();
            _stream = null;
            throw;
        }
    }

    private async Task<NetworkStream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var line = new byte[256];
        for (var length = 0; length < line.Length;)
        {
            var read = await stream.ReadAsync(line.AsMemory(length), cancellation);
            length += read > 0 ? read : throw new IOException("the connection was closed");
            if (line.AsSpan(0, length).EndsWith("\r\n"u8))
            {
                return Encoding.ASCII.GetString(line, 0, length - 2);
            }
        }

        throw new IOException("the answer is too long");
    }

    private static long Integer(string line) => line.StartsWith(':') && long.TryParse(line.AsSpan(1), CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new IOException($"redis says {line}");
}
