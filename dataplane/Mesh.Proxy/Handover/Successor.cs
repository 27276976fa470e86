using System.Net.Sockets;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Handover;

/// <summary>
/// The new proxy's part. It greets first, so that what does not fit is known before any work; takes the sockets when it could serve; and is the
/// proxy as soon as it has said so, whatever becomes of its predecessor.
/// </summary>
internal sealed class Successor : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly HandoverChannel _channel;
    private readonly ProxyLog _log;
    private readonly TimeProvider _time;

    private Successor(HandoverChannel channel, ProxyLog log, TimeProvider time)
    {
        _channel = channel;
        _log = log;
        _time = time;
    }

    /// <summary>Greets the proxy behind <paramref name="path"/>; null when nobody listens there, so that there is nothing to take over.</summary>
    /// <exception cref="InvalidOperationException">It does not hand over to this one: the message says why.</exception>
    /// <exception cref="IOException">It broke off.</exception>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    internal static async Task<Successor?> GreetAsync(string path, Greeting own, ProxyLog log, TimeProvider time, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop).ConfigureAwait(false);
        }
        catch (SocketException nobody) when (nobody.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable || !File.Exists(path))
        {
            log.Warn($"no proxy listens on {path} to take over from: starting afresh");
            socket.Dispose();
            return null;
        }
        var successor = new Successor(new HandoverChannel(socket), log, time);
        try
        {
            if (DescriptorPassing.Peer(socket.SafeHandle).User is var user && user != 0 && user != DescriptorPassing.OwnUser)
                throw new InvalidOperationException($"{path} belongs to user {user}, who is neither root nor this proxy's");
            successor._channel.Send($"{Greeting.Command} {own}");
            log.Info($"taking over: the predecessor answers '{await successor.ReadAsync("ok ", stop).ConfigureAwait(false)}'");
            return successor;
        }
        catch
        {
            successor.Dispose();
            throw;
        }
    }

    /// <summary>Takes the predecessor's sockets; call when everything else is ready. A predecessor that has died leaves none.</summary>
    /// <exception cref="InvalidOperationException">It refuses.</exception>
    /// <exception cref="TimeoutException">It does not answer, and so may still serve.</exception>
    internal async Task<PassedSockets> TakeAsync(CancellationToken stop)
    {
        try
        {
            _channel.Send("take");
            var names = await ReadAsync("sockets ", stop).ConfigureAwait(false);
            return PassedSockets.Of(names, _channel.TakeSockets());
        }
        catch (FormatException malformed)
        {
            throw new InvalidOperationException($"cannot take over: {malformed.Message}");
        }
        catch (IOException gone)
        {
            // Nobody serves now: better than to leave it so is to try without its sockets.
            _log.Warn($"the predecessor is gone before it passed its sockets on, opening new ones: {gone.Message}");
            return PassedSockets.None;
        }
    }

    /// <summary>Says that this proxy accepts connections. Returns when the predecessor has stopped to, or is gone, or silent: it may have heard.</summary>
    /// <exception cref="InvalidOperationException">The predecessor has decided to stay.</exception>
    internal async Task CommitAsync(CancellationToken stop)
    {
        try
        {
            _channel.Send("serving");
            await ReadAsync("leaving", stop).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or TimeoutException)
        {
            _log.Warn($"the predecessor is gone before it drained: {gone.Message}");
        }
    }

    /// <summary>Receives the predecessor's counters as it leaves, until it is gone.</summary>
    internal async Task FollowAsync(Action<List<string>> counters, CancellationToken stop)
    {
        try
        {
            List<string> block = [];
            while (await _channel.ReadLineAsync(stop).ConfigureAwait(false) is { } line)
            {
                if (line == "end")
                {
                    counters(block);
                    block = [];
                }
                else if (block.Count < InheritedCounters.MaxSeries)
                    block.Add(line);
            }
            _log.Info("the predecessor is gone");
        }
        catch (IOException broken)
        {
            _log.Warn($"the predecessor's last counters are lost: {broken.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private async Task<string> ReadAsync(string expected, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        try
        {
            var line = await _channel.ReadLineAsync(either.Token).ConfigureAwait(false) ?? throw new IOException("it closed the connection");
            if (line.StartsWith(expected, StringComparison.Ordinal))
                return line[expected.Length..];
            throw new InvalidOperationException($"cannot take over: {(line.StartsWith("error: ", StringComparison.Ordinal) ? line[7..] : $"'{line}' is no answer to expect")}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"the predecessor did not answer within {AnswerTimeout.TotalSeconds} seconds");
        }
    }
}
