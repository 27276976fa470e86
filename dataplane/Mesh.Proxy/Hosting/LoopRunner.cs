using Mesh.Engine.Loops;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Tunnel.Credentials;
using Mesh.Tunnel.Peers;

namespace Mesh.Proxy.Hosting;

/// <summary>One running loop with its listeners; the doors through which other threads reach it.</summary>
internal sealed class LoopRunner : IDisposable
{
    private readonly EventLoop _events;
    private readonly LoopListeners _listeners;

    /// <summary>Creates the loop and starts its thread.</summary>
    internal LoopRunner(ProxyState state, int index)
    {
        _events = new EventLoop(state.Time);
        _events.UnhandledError += e => state.Log.Warn($"a connection was dropped because of a bug: {e}");
        Loop = new ProxyLoop(_events, state, System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue));
        _listeners = new LoopListeners(Loop, index);
        _events.Start($"loop-{index}");
    }

    /// <summary>The loop's objects; used on it only.</summary>
    internal ProxyLoop Loop { get; }

    /// <summary>Opens the listeners; returns their addresses.</summary>
    internal Task<IReadOnlyDictionary<string, string>> OpenAsync(MetricsServer? metrics, PassedSockets passed) => RunAsync<IReadOnlyDictionary<string, string>>(() =>
    {
        _listeners.Open(metrics, passed);
        return _listeners.Addresses;
    });

    /// <summary>The snapshot changed.</summary>
    internal void OnSnapshotChanged() => _events.Post(() =>
    {
        Loop.Holds.OnSnapshotChanged();
        Loop.Permits.Check(Loop.State.Discovery.Current.Inbound);
        _listeners.OnSnapshotChanged();
    });

    /// <summary>Certificate or bundle changed.</summary>
    internal void OnCredentialsChanged(bool bundleChanged) => _events.Post(() =>
    {
        _listeners.OnCredentialsChanged();
        if (!bundleChanged)
            return;
        Loop.Upstreams.OnBundleChanged();
        DrainUntrusted(Loop.State.Credentials.Current!);
    });

    /// <summary>Begins to leave, or to leave faster; returns what is left to be done.</summary>
    internal Task<DrainLeft> BeginDrainAsync(Departure departure) => RunAsync(() => LoopDrain.Begin(Loop, _listeners, departure));

    /// <summary>What is left to be done.</summary>
    internal Task<DrainLeft> DrainLeftAsync() => RunAsync(() => LoopDrain.Left(Loop, _listeners));

    /// <summary>Second descriptors of the listening sockets; the caller disposes them.</summary>
    internal Task<IReadOnlyList<NamedSocket>> DuplicateSocketsAsync() => RunAsync(_listeners.Duplicate);

    /// <summary>Accepts nothing more, but for metrics.</summary>
    internal Task CloseAsync() => RunAsync(() =>
    {
        _listeners.Close();
        return true;
    });

    /// <summary>Runs <paramref name="work"/> on the loop.</summary>
    internal Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _events.Post(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    // Streams in progress were let in by the bundle of their time and finish; the caller has to prove itself anew for others.
    private void DrainUntrusted(TunnelCredentials credentials)
    {
        foreach (var tunnel in Loop.Tunnels.ToArray())
        {
            if (CallerTrust.Problem(tunnel.Connection, credentials.Roots, Loop.State.Time.GetUtcNow()) is not { } problem)
                continue;
            Loop.State.Log.Info($"the tunnel of {tunnel.Connection.Remote} takes no more streams: {problem}");
            tunnel.Drain();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _events.Dispose();
}
