using System.Net.Sockets;
using System.Text;

namespace Mesh.Proxy.Admin;

/// <summary>A command of the admin socket: answers through the call, in as many parts as it likes.</summary>
internal delegate Task AdminCommand(AdminCall call);

/// <summary>One question to the admin socket. The connection ends when its command has.</summary>
internal sealed class AdminCall(string argument, Socket socket, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(10);

    private bool _isTaken;

    /// <summary>What followed the command's name; empty for nothing.</summary>
    internal string Argument => argument;

    /// <summary>Sends a part of the answer.</summary>
    /// <exception cref="SocketException">The asker is gone.</exception>
    /// <exception cref="OperationCanceledException">The asker has not read for ten seconds.</exception>
    internal async Task WriteAsync(string text)
    {
        using var timeout = new CancellationTokenSource(WriteTimeout, time);
        ReadOnlyMemory<byte> rest = Encoding.UTF8.GetBytes(text);
        while (!rest.IsEmpty)
            rest = rest[await socket.SendAsync(rest, timeout.Token).ConfigureAwait(false)..];
    }

    /// <summary>The connection itself, for what is more than text; the caller disposes it, and this call says nothing more.</summary>
    internal Socket TakeSocket()
    {
        _isTaken = true;
        return socket;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isTaken)
            socket.Dispose();
    }
}
