using System.Net.Sockets;
using System.Text;
using Mesh.Engine.Sockets;

namespace Mesh.Proxy.Handover;

/// <summary>Lines of text and, with them, sockets, over the admin socket. One reader and one writer. Descriptors nobody took are closed with it.</summary>
internal sealed class HandoverChannel(Socket socket) : IDisposable
{
    /// <summary>Longest line.</summary>
    internal const int MaxLine = 64 * 1024;

    private readonly byte[] _buffer = new byte[MaxLine];
    private readonly List<SafeSocketDescriptor> _sockets = [];
    private int _length;

    /// <summary>Sends a line and sockets with it.</summary>
    /// <exception cref="IOException">The peer is gone or does not read.</exception>
    internal void Send(string line, params IReadOnlyList<SafeSocketDescriptor> sockets) =>
        DescriptorPassing.Send(socket.SafeHandle, Encoding.UTF8.GetBytes(line + "\n"), sockets);

    /// <summary>Sends text of any length.</summary>
    /// <exception cref="IOException">The peer is gone.</exception>
    internal async Task SendTextAsync(string text, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> rest = Encoding.UTF8.GetBytes(text);
        try
        {
            while (!rest.IsEmpty)
                rest = rest[await socket.SendAsync(rest, cancellation).ConfigureAwait(false)..];
        }
        catch (SocketException broken)
        {
            throw new IOException(broken.Message, broken);
        }
    }

    /// <summary>The next line; null when the peer is gone.</summary>
    /// <exception cref="IOException">The line is too long, or the connection is broken.</exception>
    internal async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var end = _buffer.AsSpan(0, _length).IndexOf((byte)'\n');
            if (end >= 0)
                return TakeLine(end);
            if (_length == _buffer.Length)
                throw new IOException("a line of the handover is too long");
            if (!await ReceiveAsync(cancellation).ConfigureAwait(false))
                return null;
        }
    }

    /// <summary>The sockets that came with the lines so far; the caller disposes them.</summary>
    internal List<SafeSocketDescriptor> TakeSockets()
    {
        List<SafeSocketDescriptor> taken = [.. _sockets];
        _sockets.Clear();
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sockets.ForEach(s => s.Dispose());
        socket.Dispose();
    }

    // Looks first, for .NET waits without a thread but knows nothing of descriptors.
    private async Task<bool> ReceiveAsync(CancellationToken cancellation)
    {
        try
        {
            if (await socket.ReceiveAsync(_buffer.AsMemory(_length, 1), SocketFlags.Peek, cancellation).ConfigureAwait(false) == 0)
                return false;
        }
        catch (SocketException)
        {
            return false;
        }
        var received = DescriptorPassing.Receive(socket.SafeHandle, _buffer.AsSpan(_length), _sockets);
        if (_sockets.Count > DescriptorPassing.MaxDescriptors)
            throw new IOException("the handover brought too many sockets");
        _length += received;
        return received > 0;
    }

    private string TakeLine(int end)
    {
        var line = Encoding.UTF8.GetString(_buffer, 0, end);
        _buffer.AsSpan(end + 1, _length - end - 1).CopyTo(_buffer);
        _length -= end + 1;
        return line;
    }
}
