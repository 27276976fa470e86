using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Shop.Load;

/// <summary>
/// A keep-alive HTTP/1.1 connection that sends what it is told exactly once. A ready-made client would silently send a request
/// again when a kept connection turns out to be closed, and so hide the very failures that are to be counted.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private HttpConnection(Socket socket) => _socket = socket;

    /// <summary>Whether another request may follow.</summary>
    public bool IsReusable { get; private set; } = true;

    /// <summary>Requests sent so far.</summary>
    public int Requests { get; private set; }

    /// <summary>Whether the server closed it, or said something unasked.</summary>
    public bool IsStale => _socket.Poll(0, SelectMode.SelectRead);

    public static async Task<HttpConnection> OpenAsync(Uri url, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(url.IdnHost, url.Port, cancellation);
            return new HttpConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and reads its whole response; returns the status code.</summary>
    public async Task<int> ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        Requests++;
        IsReusable = false;
        for (var sent = 0; sent < request.Length;)
        {
            sent += await _socket.SendAsync(request[sent..], cancellation);
        }

        var head = await ReadHeadAsync(cancellation);
        var lines = head.Split("\r\n");
        if (!head.StartsWith("HTTP/1.", StringComparison.Ordinal) || head.Length < 12)
        {
            throw new IOException("the answer is not HTTP/1");
        }

        var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        if (Header(lines, "transfer-encoding") is "chunked")
        {
            await SkipChunksAsync(cancellation);
        }
        else
        {
            await SkipAsync(long.Parse(Header(lines, "content-length") ?? "0", CultureInfo.InvariantCulture), cancellation);
        }

        IsReusable = Header(lines, "connection") is not "close";
        return status;
    }

    public void Dispose() => _socket.Dispose();

    private static string? Header(string[] lines, string name) =>
        lines.Skip(1).Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();

    private Task<string> ReadHeadAsync(CancellationToken cancellation) => ReadUntilAsync("\r\n\r\n"u8.ToArray(), cancellation);

    private async Task SkipChunksAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var size = long.Parse(await ReadUntilAsync("\r\n"u8.ToArray(), cancellation), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            await SkipAsync(size + 2, cancellation);
            if (size == 0)
            {
                return;
            }
        }
    }

    private async Task<string> ReadUntilAsync(byte[] mark, CancellationToken cancellation)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf(mark)) < 0)
        {
            await FillAsync(cancellation);
        }

        var text = Encoding.Latin1.GetString(_buffer, _start, length);
        _start += length + mark.Length;
        return text;
    }

    private async Task SkipAsync(long count, CancellationToken cancellation)
    {
        while (true)
        {
            var skipped = (int)Math.Min(count, _end - _start);
            _start += skipped;
            count -= skipped;
            if (count == 0)
            {
                return;
            }

            await FillAsync(cancellation);
        }
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellation);
        _end += read > 0 ? read : throw new IOException("the connection was closed");
    }
}
