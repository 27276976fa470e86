using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Bench.Load;

/// <summary>What became of the bytes that were ready.</summary>
internal enum ReadOutcome
{
    Incomplete,
    Response,
    Failed,
}

/// <summary>A keep-alive HTTP/1.1 connection of the generator: one request at a time, answers with a length.</summary>
internal sealed class HttpClientConnection : IDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Socket _socket;
    private int _filled;
    private long _bodyLeft;
    private bool _inBody;

    private HttpClientConnection(Socket socket) => _socket = socket;

    public int Descriptor => (int)_socket.Handle;

    /// <summary>Whether an answer is awaited.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>When the awaited answer's request was due.</summary>
    public long Due { get; private set; }

    /// <summary>Why the last read failed.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Opens a connection from the calling thread's host.</summary>
    public static HttpClientConnection Open(IPEndPoint target)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(target);
            socket.Blocking = false;
            return new HttpClientConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request; false when the connection is dead.</summary>
    public bool Send(ReadOnlySpan<byte> request, long due)
    {
        Due = due;
        IsBusy = true;
        return _socket.Send(request, SocketFlags.None, out var error) == request.Length && error == SocketError.Success;
    }

    /// <summary>Reads what is there.</summary>
    public ReadOutcome Read()
    {
        var read = _socket.Receive(_buffer.AsSpan(_filled), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return ReadOutcome.Incomplete;
        }

        if (read <= 0 || error != SocketError.Success || !IsBusy)
        {
            Problem = error != SocketError.Success ? error.ToString() : read <= 0 ? "closed" : "not asked for";
            return ReadOutcome.Failed;
        }

        _filled += read;
        return Advance();
    }

    public void Dispose() => _socket.Dispose();

    private ReadOutcome Advance()
    {
        if (!_inBody)
        {
            var head = _buffer.AsSpan(0, _filled).IndexOf(EndOfHead);
            if (head < 0)
            {
                return _filled == _buffer.Length ? ReadOutcome.Failed : ReadOutcome.Incomplete;
            }

            if (!IsOk(_buffer.AsSpan(0, head)) || !TryLength(_buffer.AsSpan(0, head + 2), out _bodyLeft))
            {
                Problem = System.Text.Encoding.ASCII.GetString(_buffer.AsSpan(0, head)).ReplaceLineEndings("; ");
                return ReadOutcome.Failed;
            }

            _bodyLeft -= _filled - head - EndOfHead.Length;
            _inBody = true;
        }
        else
        {
            _bodyLeft -= _filled;
        }

        _filled = 0;
        if (_bodyLeft > 0)
        {
            return ReadOutcome.Incomplete;
        }

        _inBody = false;
        IsBusy = false;
        return _bodyLeft == 0 ? ReadOutcome.Response : ReadOutcome.Failed;
    }

    private static bool IsOk(ReadOnlySpan<byte> head) => head.StartsWith("HTTP/1.1 200"u8);

    private static bool TryLength(ReadOnlySpan<byte> head, out long length)
    {
        ReadOnlySpan<byte> name = "content-length:"u8;
        for (var line = head.IndexOf((byte)'\n') + 1; line > 0 && line < head.Length;)
        {
            var rest = head[line..];
            if (rest.Length > name.Length && System.Text.Ascii.EqualsIgnoreCase(rest[..name.Length], name))
            {
                return Utf8Parser.TryParse(rest[name.Length..].TrimStart((byte)' '), out length, out _);
            }

            var next = rest.IndexOf((byte)'\n');
            line = next < 0 ? 0 : line + next + 1;
        }

        length = 0;
        return false;
    }
}
