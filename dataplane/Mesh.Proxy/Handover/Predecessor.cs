using System.Globalization;
using System.Net.Sockets;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Handover;

/// <summary>
/// The running proxy's part in its own replacement. Until the successor says that it serves, nothing changes here: whatever goes wrong before
/// leaves this proxy as it was, and it accepts connections all the time.
/// </summary>
internal sealed class Predecessor(ProxyState state, Greeting own, Func<Task<IReadOnlyList<NamedSocket>>> sockets)
{
    // A successor has to get its certificate and configuration first.
    private static readonly TimeSpan WarmUpTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<Replacement> _handedOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _busy;

    /// <summary>Completed once a successor serves: this proxy is to accept no more and to leave.</summary>
    internal Task<Replacement> HandedOver => _handedOver.Task;

    /// <summary>The command <c>take-over</c>: hands over to the process at the other end.</summary>
    internal async Task ServeAsync(AdminCall call)
    {
        if (!Greeting.TryParse(call.Argument, out var greeting))
            await call.WriteAsync("error: this greeting of a successor cannot be read\n").ConfigureAwait(false);
        else if (Refusal(greeting) is { } refusal)
            await call.WriteAsync($"error: {refusal}\n").ConfigureAwait(false);
        else
            await HandOverAsync(call.TakeSocket(), greeting).ConfigureAwait(false);
    }

    private string? Refusal(Greeting greeting)
    {
        if (state.IsDraining)
            return "the running proxy is on its way out";
        if (greeting.Problem(own) is { } problem)
            return problem;
        return Interlocked.Exchange(ref _busy, 1) == 0 ? null : "another successor is about to take over";
    }

    private async Task HandOverAsync(Socket socket, Greeting greeting)
    {
        var channel = new HandoverChannel(socket);
        try
        {
            var process = DescriptorPassing.Peer(socket.SafeHandle).Process;
            channel.Send(string.Create(CultureInfo.InvariantCulture, $"ok {Environment.ProcessId} {own.Version}"));
            state.Log.Info($"process {process}, version {greeting.Version}, would take over");
            await ExpectAsync(channel, "take", WarmUpTimeout).ConfigureAwait(false);
            await PassAsync(channel).ConfigureAwait(false);
            await ExpectAsync(channel, "serving", OpenTimeout).ConfigureAwait(false);
            // From here on the successor is the proxy.
            if (state.IsDraining || !_handedOver.TrySetResult(new Replacement(channel, process, greeting.Version)))
                throw new IOException("this proxy is on its way out");
        }
        catch (Exception failed) when (failed is IOException or SocketException or OperationCanceledException)
        {
            state.Log.Warn($"not handed over, this proxy goes on: {(failed is OperationCanceledException ? "the successor took too long" : failed.Message)}");
            TrySay(channel, $"error: {failed.Message}");
            channel.Dispose();
            Volatile.Write(ref _busy, 0);
        }
    }

    private async Task PassAsync(HandoverChannel channel)
    {
        var named = await sockets().ConfigureAwait(false);
        try
        {
            if (named.Count > DescriptorPassing.MaxDescriptors)
                throw new IOException($"{named.Count} listening sockets are more than can be passed; restart the proxy instead");
            channel.Send($"sockets {string.Join(' ', named.Select(n => n.Name))}", [.. named.Select(n => n.Socket)]);
        }
        finally
        {
            foreach (var (_, socket) in named)
                socket.Dispose();
        }
    }

    private async Task ExpectAsync(HandoverChannel channel, string word, TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout, state.Time);
        var line = await channel.ReadLineAsync(deadline.Token).ConfigureAwait(false) ?? throw new IOException("the successor is gone");
        if (line != word)
            throw new IOException(line.StartsWith("error:", StringComparison.Ordinal) ? $"the successor says: {line[6..].Trim()}" : $"the successor did not say '{word}'");
    }

    private static void TrySay(HandoverChannel channel, string line)
    {
        try
        {
            channel.Send(line);
        }
        catch (IOException)
        {
            // It is gone: nobody is left to be told.
        }
    }
}
