using System.Net.Sockets;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Handover;

/// <summary>
/// The admin command <c>upgrade PROGRAM</c>: starts the program, which is the asking one's own, with this process's flags, user, environment and
/// log, and waits until it has taken over.
/// </summary>
internal sealed class UpgradeCommand(ProxyState state, Predecessor predecessor)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private int _busy;

    /// <summary>Upgrades; the answer's last line says whether.</summary>
    internal async Task ServeAsync(AdminCall call)
    {
        if (!Path.IsPathFullyQualified(call.Argument))
            await call.WriteAsync("error: upgrade needs the full path of a program\n").ConfigureAwait(false);
        else if (state.IsDraining)
            await call.WriteAsync("error: this proxy is on its way out\n").ConfigureAwait(false);
        else if (Interlocked.Exchange(ref _busy, 1) != 0)
            await call.WriteAsync("error: an upgrade is going on\n").ConfigureAwait(false);
        else
        {
            await TellAsync(call, await RunAsync(call).ConfigureAwait(false)).ConfigureAwait(false);
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>The successor's arguments: this one's, and where to take over.</summary>
    internal static IEnumerable<string> Arguments(IReadOnlyList<string> own, string adminSocket)
    {
        for (var i = 0; i < own.Count; i++)
        {
            if (own[i] == "--take-over")
                i++;
            else if (!own[i].StartsWith("--take-over=", StringComparison.Ordinal))
                yield return own[i];
        }
        yield return "--take-over";
        yield return adminSocket;
    }

    private async Task<string> RunAsync(AdminCall call)
    {
        try
        {
            var process = SpawnedProcess.Start(call.Argument, Arguments(state.Options.CommandLine, state.Options.AdminSocket));
            await TellAsync(call, $"process {process.Id} gets its certificate and configuration\n").ConfigureAwait(false);
            return await WaitAsync(process).ConfigureAwait(false);
        }
        catch (IOException failed)
        {
            return $"error: {call.Argument} cannot be started: {failed.Message}\n";
        }
    }

    private async Task<string> WaitAsync(SpawnedProcess process)
    {
        var started = state.Time.GetTimestamp();
        while (state.Time.GetElapsedTime(started) < Timeout)
        {
            if (await Task.WhenAny(predecessor.HandedOver, Task.Delay(Poll, state.Time)).ConfigureAwait(false) == predecessor.HandedOver)
            {
                var replacement = await predecessor.HandedOver.ConfigureAwait(false);
                return $"process {replacement.Process}, version {replacement.Version}, serves; process {Environment.ProcessId} finishes what is in progress\n";
            }
            if (process.TryGetExitCode(out var code))
                return $"error: the new proxy ended with exit code {code}, its log says why; process {Environment.ProcessId} goes on as before\n";
        }
        process.Kill();
        return $"error: the new proxy was not ready within {Timeout.TotalMinutes} minutes, its log says why; process {Environment.ProcessId} goes on as before\n";
    }

    // Who asked may have gone: the upgrade goes on.
    private async Task TellAsync(AdminCall call, string text)
    {
        try
        {
            await call.WriteAsync(text).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            state.Log.Debug($"who asked for the upgrade is gone: {gone.Message}");
        }
    }
}
