using System.Net.Sockets;
using System.Text;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Admin;

/// <summary>
/// The operator's door: a Unix socket that only the proxy's user and root may open. One line in (<c>config_dump</c>,
/// <c>loglevel debug</c>), text out, end. Runs on ordinary threads, never on a loop.
/// </summary>
internal sealed class AdminServer(string path, IReadOnlyDictionary<string, AdminCommand> commands, ProxyLog log, TimeProvider time) : IDisposable
{
    private const int MaxRequest = 8 * 1024;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private bool _isPublished;

    private string Temporary => path + "~";

    /// <summary>Listens until disposed, beside the path.</summary>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    internal void Listen()
    {
        File.Delete(Temporary);
        // The state directory is 0700: nobody else can connect before the mode is set.
        _socket.Bind(new UnixDomainSocketEndPoint(Temporary));
        File.SetUnixFileMode(Temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _socket.Listen(4);
        _ = AcceptAsync();
    }

    /// <summary>Takes the path from whoever had it, in one step: there is always one who answers.</summary>
    /// <exception cref="IOException">The path is a directory's, or not to be written.</exception>
    internal void Publish()
    {
        File.Move(Temporary, path, overwrite: true);
        _isPublished = true;
    }

    /// <summary>The path belongs to another process now.</summary>
    internal void OnReplaced() => _isPublished = false;

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        if (_isPublished)
            File.Delete(path);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                if (await TryAcceptAsync().ConfigureAwait(false) is { } client)
                    _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            log.Debug($"admin socket closed: {e.Message}");
        }
    }

    // Descriptors may be short for a while; the door is there again after it.
    private async Task<Socket?> TryAcceptAsync()
    {
        try
        {
            return await _socket.AcceptAsync().ConfigureAwait(false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TooManyOpenSockets)
        {
            await Task.Delay(RetryInterval, time).ConfigureAwait(false);
            return null;
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            if (DescriptorPassing.Peer(client.SafeHandle).User is var user && user != 0 && user != DescriptorPassing.OwnUser)
                throw new IOException($"user {user} is neither root nor the proxy's");
            var line = await ReadLineAsync(client).ConfigureAwait(false);
            var (name, argument) = line.Split(' ', 2) is [var n, var a] ? (n, a) : (line, "");
            using var call = new AdminCall(argument, client, time);
            if (commands.TryGetValue(name, out var command))
                await command(call).ConfigureAwait(false);
            else
                await call.WriteAsync($"error: '{name}' is not a command; there are {string.Join(", ", commands.Keys.Order(StringComparer.Ordinal))}\n").ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            log.Debug($"admin request failed: {e.Message}");
            client.Dispose();
        }
    }

    private async Task<string> ReadLineAsync(Socket client)
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, time);
        var buffer = new byte[MaxRequest];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await client.ReceiveAsync(buffer.AsMemory(length), timeout.Token).ConfigureAwait(false);
            length += read;
            if (read == 0 || buffer.AsSpan(0, length).Contains((byte)'\n'))
                break;
        }
        return Encoding.UTF8.GetString(buffer, 0, length).Trim();
    }
}
