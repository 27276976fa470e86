using Mesh.Proxy.Admin;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Probes;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Supervision;

namespace Mesh.Proxy.Hosting;

/// <summary>A proxy that has its certificate and configuration, from its first connection to its last answer.</summary>
internal sealed class ProxyService
{
    private readonly ProxyState _state;
    private readonly LoopRunner[] _runners;
    private readonly ProxyDrain _drain;
    private readonly ServiceNotifier _notifier;
    private readonly Predecessor _predecessor;
    private readonly InheritedCounters _inherited = new();

    /// <summary>Creates it; nothing is opened yet.</summary>
    /// <param name="state">Of the proxy.</param>
    /// <param name="runners">Its loops.</param>
    internal ProxyService(ProxyState state, LoopRunner[] runners)
    {
        _state = state;
        _runners = runners;
        _drain = new ProxyDrain(state, runners);
        _notifier = new ServiceNotifier(state.Options.NotifySocket, state.Log);
        _predecessor = new Predecessor(state, GreetingOf(state.Options), DuplicateSocketsAsync);
    }

    /// <summary>The proxy serves, and no other process does any more.</summary>
    internal event Action? Serving;

    /// <summary>Another process serves in this one's stead. Before the drain, and before the successor is told that it is alone.</summary>
    internal event Action? Replaced;

    /// <summary>How a proxy with these options introduces itself.</summary>
    internal static Greeting GreetingOf(ProxyOptions options) => new(Greeting.Current, options.Workload, options.Loops, ProxyHost.Version);

    /// <summary>Serves until <paramref name="stop"/> and then drains with the workload, or until it is replaced and has finished what was in progress.</summary>
    /// <param name="successor">Where the sockets come from; null to open them.</param>
    /// <param name="stop">SIGTERM.</param>
    internal async Task RunAsync(Successor? successor, CancellationToken stop)
    {
        using var admin = new AdminServer(_state.Options.AdminSocket, AdminCommands.Of(_state, _runners, _drain, _predecessor), _state.Log, _state.Time);
        admin.Listen();
        await OpenAsync(successor, stop).ConfigureAwait(false);
        // The successor is the proxy now: nothing may stop it any more.
        admin.Publish();
        _notifier.Ready();
        Serving?.Invoke();
        using var replaced = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var inheriting = successor?.FollowAsync(_inherited.Replace, replaced.Token) ?? Task.CompletedTask;
        try
        {
            var trimming = MemoryTrimming.RunAsync(_runners, _state.Time, stop);
            if (await Task.WhenAny(_predecessor.HandedOver, trimming).ConfigureAwait(false) == trimming)
                await trimming.ConfigureAwait(false);
            admin.OnReplaced();
            await LeaveAsync(await _predecessor.HandedOver.ConfigureAwait(false), stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _state.Log.Info("stopping");
            _notifier.Stopping();
            await _drain.RunAsync(Departure.WithWorkload, _state.Options.DrainDeadline, null, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await replaced.CancelAsync().ConfigureAwait(false);
            await IgnoreCancellationAsync(inheriting).ConfigureAwait(false);
        }
    }

    private async Task OpenAsync(Successor? successor, CancellationToken stop)
    {
        using var passed = successor is null ? new PassedSockets() : await successor.TakeAsync(stop).ConfigureAwait(false);
        var health = new AppHealth(
            _runners[0].Loop.Events, _state.Options.Addresses[0], _state.Options.AppProbes, port => _state.Discovery.Current.Inbound?.PortOf(port).ProxyProtocol, _state.Log.Info);
        var metrics = new MetricsServer(() => _state.IsReady, MetricsText, health);
        var addresses = await _runners[0].OpenAsync(metrics, passed).ConfigureAwait(false);
        foreach (var runner in _runners.Skip(1))
            await runner.OpenAsync(null, passed).ConfigureAwait(false);
        if (_state.Options.ReadyFile is { } file)
            ReadyFile.Write(file, addresses);
        if (successor is not null)
        {
            await successor.CommitAsync(stop).ConfigureAwait(false);
            // What both had open at the last change of the configuration is this one's now.
            Array.ForEach(_runners, r => r.OnSnapshotChanged());
        }
        _state.Log.Info($"serving {_state.Options.Workload}: {string.Join(", ", addresses.Select(a => $"{a.Key} {a.Value}"))}");
    }

    private async Task LeaveAsync(Replacement replacement, CancellationToken stop)
    {
        using var channel = replacement.Channel;
        _notifier.HandedOver(replacement.Process);
        Replaced?.Invoke();
        _state.Log.Info($"process {replacement.Process}, version {replacement.Version}, serves in this one's stead, which finishes what is in progress");
        await _drain.BeginAsync(Departure.Replaced).ConfigureAwait(false);
        await TellAsync(channel, "leaving\n").ConfigureAwait(false);
        await TellCountersAsync(channel).ConfigureAwait(false);
        var left = await _drain.RunAsync(Departure.Replaced, _state.Options.HandoverDeadline, _ => TellCountersAsync(channel), stop).ConfigureAwait(false);
        if (!left.IsDone && stop.IsCancellationRequested)
            await _drain.RunAsync(Departure.Replaced, _state.Options.DrainDeadline, null, CancellationToken.None).ConfigureAwait(false);
        await TellCountersAsync(channel).ConfigureAwait(false);
    }

    private Task TellCountersAsync(HandoverChannel channel) => TellAsync(channel, string.Concat(InheritedCounters.Select(MetricsText()).Select(l => l + "\n")) + "end\n");

    // A successor that has died since, or does not listen, is no reason to leave what is in progress.
    private async Task TellAsync(HandoverChannel channel, string text)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5), _state.Time);
        try
        {
            await channel.SendTextAsync(text, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _state.Log.Debug($"the successor was not told: {failed.Message}");
            channel.Dispose();
        }
    }

    private string MetricsText() => _inherited.AddTo(PrometheusText.Write(_state.Metrics, ProcessGauges.Of(_state)) + Http2Text.Write(_state.Limits.Http2) + ConnectionText.Write(_state.Gates.All));

    private async Task<IReadOnlyList<NamedSocket>> DuplicateSocketsAsync() =>
        [.. (await Task.WhenAll(_runners.Select(r => r.DuplicateSocketsAsync())).ConfigureAwait(false)).SelectMany(s => s)];

    private static async Task IgnoreCancellationAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // This proxy leaves before its predecessor has gone.
        }
    }
}
