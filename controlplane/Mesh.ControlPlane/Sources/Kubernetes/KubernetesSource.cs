using System.Threading.Channels;
using Mesh.ControlPlane.Sources.Kubernetes.Statuses;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Sources.Kubernetes;

/// <summary>
/// Serves a cluster: follows its objects and publishes each state that they settle in. One object that is not good keeps its last good
/// version and nothing else from being used.
/// </summary>
internal sealed class KubernetesSource : IMeshSource
{
    /// <summary>How long no object must change before the cluster is looked at.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a change waits at most.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly QuietWindow _window = new(Quiet, LongestWait);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ClusterSettings _settings;
    private readonly ClusterInformers _informers;
    private readonly StatusWriter _statuses;
    private readonly IMeshSink _sink;
    private readonly KubernetesSourceLog _log;
    private readonly TimeProvider _time;
    private readonly long _start;
    private volatile ConfigurationStatus _status = ConfigurationStatus.Initial;

    /// <param name="api">The API server.</param>
    /// <param name="options">How patient it is.</param>
    /// <param name="settings">What the cluster does not say itself.</param>
    /// <param name="sink">Takes each state.</param>
    /// <param name="logger">Log.</param>
    /// <param name="random">Chance, for waits.</param>
    /// <param name="time">Clock.</param>
    public KubernetesSource(
        ApiCalls api, InformerOptions options, ClusterSettings settings, IMeshSink sink, ILogger<KubernetesSource> logger, Random random, TimeProvider time)
    {
        _settings = settings;
        _sink = sink;
        _time = time;
        _start = time.GetTimestamp();
        _log = new KubernetesSourceLog(logger);
        _informers = new ClusterInformers(api, options, Change, random, time, logger);
        _statuses = new StatusWriter(api, () => _informers.Reported, new StatusLog(logger), time);
    }

    /// <inheritdoc/>
    public ConfigurationStatus Status => _status;

    /// <inheritdoc/>
    public bool IsConnected => _informers.IsConnected;

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] running = [_informers.RunAsync(ending.Token), _statuses.RunAsync(ending.Token), ServeAsync(ending.Token)];
        var ended = await Task.WhenAny(running).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended.ConfigureAwait(false);
    }

    private async Task ServeAsync(CancellationToken cancellation)
    {
        await _informers.Synced.WaitAsync(cancellation).ConfigureAwait(false);
        Load(Take() ?? Now);
        while (true)
        {
            await _wake.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            while (DueAt() - Now is { Ticks: > 0 } wait)
                await Task.Delay(wait, _time, cancellation).ConfigureAwait(false);
            if (Take() is { } changedAt)
                Load(changedAt);
        }
    }

    private void Change()
    {
        lock (_gate)
            _window.Change(Now);
        _wake.Writer.TryWrite(true);
    }

    private TimeSpan? DueAt()
    {
        lock (_gate)
            return _window.DueAt;
    }

    private TimeSpan? Take()
    {
        lock (_gate)
            return _window.Take();
    }

    private void Load(TimeSpan changedAt)
    {
        var state = _informers.Collect();
        var mesh = MeshCompiler.Compile(state.Resources, new CompileOptions
        {
            TrustDomain = _settings.TrustDomain,
            NamesServices = false,
            Networks = [.. state.Networks, .. _settings.Networks],
        });
        var before = _status;
        _status = new ConfigurationStatus(_time.GetUtcNow(), state.Resources.Count, IsRejected: false, state.Problems);
        _log.Report(before.Problems, state.Problems);
        if (before.Loaded is null)
            _log.Loaded(state.Resources.Count, state.Problems.Length);
        _sink.Publish(mesh, _start + (long)(changedAt.TotalSeconds * _time.TimestampFrequency));
        _statuses.Update(state.Problems);
    }
}
