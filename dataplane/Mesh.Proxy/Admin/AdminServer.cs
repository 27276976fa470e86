using System.Net.Sockets;
using System.Text;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Admin;

/// <summary>
/// The operator's door: a Unix socket that only the proxy's user may open. One line in (<c>config_dump</c>,
/// <c>loglevel debug</c>), text out, end. Runs on ordinary threads, never on a loop.
/// </summary>
internal sealed class AdminServer(string path, IReadOnlyDictionary<string, Func<string, Task<string>>> commands, ProxyLog log) : IDisposable
{
    private const int MaxRequest = 256;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Listens until disposed.</summary>
    /// <exception cref="SocketException">The path cannot be bound.</exception>
    internal void Start()
    {
        File.Delete(path);
        // The state directory is 0700: nobody else can connect before the mode is set.
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _socket.Listen(4);
        _ = AcceptAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        File.Delete(path);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _socket.AcceptAsync().ConfigureAwait(false);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            log.Debug($"admin socket closed: {e.Message}");
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var stream = new NetworkStream(client, ownsSocket: true);
        using var timeout = new CancellationTokenSource(RequestTimeout);
        try
        {
            var line = await ReadLineAsync(stream, timeout.Token).ConfigureAwait(false);
            var answer = await AnswerAsync(line).ConfigureAwait(false);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            log.Debug($"admin request failed: {e.Message}");
        }
    }

    private async Task<string> AnswerAsync(string line)
    {
        var (name, argument) = line.Split(' ', 2) is [var n, var a] ? (n, a) : (line, "");
        return commands.TryGetValue(name, out var command)
            ? await command(argument).ConfigureAwait(false)
            : $"error: '{name}' is not a command; there are {string.Join(", ", commands.Keys.Order(StringComparer.Ordinal))}\n";
    }

    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[MaxRequest];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false);
            length += read;
            if (read == 0 || buffer.AsSpan(0, length).Contains((byte)'\n'))
                break;
        }
        return Encoding.UTF8.GetString(buffer, 0, length).Trim();
    }
}
