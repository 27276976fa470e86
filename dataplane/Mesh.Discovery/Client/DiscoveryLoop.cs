using System.Net;
using System.Threading.Channels;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Mesh.Conventions;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Demand;
using Mesh.Discovery.Snapshots;
using Mesh.Discovery.Transport;
using Mesh.Discovery.Warming;
using Mesh.Discovery.Xds;
using Mesh.Traffic.Time;
using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Client;

/// <summary>
/// The one thread that owns the store: it keeps a stream open, takes responses over, follows references, publishes snapshots and
/// has the state file written.
/// </summary>
internal sealed class DiscoveryLoop
{
    private const string DeltaMethod = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";
    private const int MaxQueued = 64;
    private const int MaxPerTurn = 32;

    // How finely the order of use is known, in nanoseconds.
    private const long SweepInterval = 10_000_000_000;

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(15);

    private readonly IControlTransport _transport;
    private readonly ICredentialSource _credentials;
    private readonly DemandSet<IPEndPoint> _addresses;
    private readonly DemandSet<string> _names;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Node _node;
    private readonly Backoff _backoff;
    private readonly ResourceStore _store = new();
    private readonly SnapshotBuilder _snapshots;
    private readonly StateKeeper _state;
    private readonly StatusTracker _status;
    private readonly Channel<StreamEvent> _events = Channel.CreateBounded<StreamEvent>(MaxQueued);
    private bool _stale;
    private long _sweptAt;
    private int _awake;
    private int _demandChanged;
    private int _reconnect;

    public DiscoveryLoop(
        DiscoveryOptions options, IControlTransport transport, ICredentialSource credentials,
        DemandSet<IPEndPoint> addresses, DemandSet<string> names, TimeProvider time, Random random, ILogger logger)
    {
        _transport = transport;
        _credentials = credentials;
        _addresses = addresses;
        _names = names;
        _time = time;
        _logger = logger;
        _node = new Node { Id = options.NodeId, UserAgentName = "mesh-proxy", UserAgentVersion = options.Version };
        _backoff = new Backoff(FirstBackoff, LongestBackoff, random);
        _snapshots = new SnapshotBuilder(_store, addresses, names);
        _state = new StateKeeper(options, _store, addresses, names, logger);
        _status = new StatusTracker(logger);
    }

    /// <summary>Takes new snapshots.</summary>
    public required Action<ProxySnapshot> Publish { get; init; }

    public DiscoveryStatus Status => _status.Status;

    private long Now => MonotonicTime.Nanoseconds(_time);

    /// <summary>Loads the state file. Before <see cref="RunAsync"/>.</summary>
    public void Load()
    {
        _state.Load();
        BuildSnapshot();
        OfferBundle();
    }

    /// <summary>Writes the state file when something changed. After <see cref="RunAsync"/>.</summary>
    public void Save() => _state.SaveIfChanged();

    /// <summary>Something new is asked for. From any thread.</summary>
    public void NoteDemand()
    {
        Volatile.Write(ref _demandChanged, 1);
        Wake();
    }

    /// <summary>A stream with the newest certificate is wanted. From any thread.</summary>
    public void Reconnect()
    {
        Volatile.Write(ref _reconnect, 1);
        Wake();
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ticker = _time.CreateTimer(_ => Wake(), null, Tick, Tick);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await _credentials.WaitAsync(cancellation).ConfigureAwait(false);
                if (!await RunStreamAsync(cancellation).ConfigureAwait(false))
                    await Task.Delay(_backoff.Next(), _time, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Stopped.
            }
            catch (Exception bug)
            {
                // The proxy lives on with what it has: a stream begun anew is worth a try.
                Log.Broken(_logger, bug);
                await Task.Delay(LongestBackoff, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Works on one stream until it ends.</summary>
    /// <returns>Whether the next one should be opened at once.</returns>
    private async Task<bool> RunStreamAsync(CancellationToken cancellation)
    {
        Volatile.Write(ref _reconnect, 0);
        var session = new DeltaSession(_store, _node);
        await using var pump = new StreamPump(_transport.Open(DeltaMethod, cancellation), _events.Writer.WriteAsync, cancellation);
        try
        {
            _stale = true;
            Refresh();
            Synchronize(session, pump);
            while (Volatile.Read(ref _reconnect) == 0)
                await TurnAsync(session, pump, cancellation).ConfigureAwait(false);
            _status.Reconnecting();
            return true;
        }
        catch (ControlTransportException ended)
        {
            _status.Disconnected(ended);
            return false;
        }
    }

    private async Task TurnAsync(DeltaSession session, StreamPump pump, CancellationToken cancellation)
    {
        await _events.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false);
        ControlTransportException? end = null;
        for (var i = 0; i < MaxPerTurn && end is null && _events.Reader.TryRead(out var next); i++)
        {
            // What a stream before this one left behind does not count.
            if (!ReferenceEquals(next.Source, pump))
                continue;
            end = next.End;
            if (next.Message is { } message)
                Receive(message, session, pump);
        }
        // Only now: a wake-up that was read above must not leave the mark behind, or nothing wakes this loop again.
        Interlocked.Exchange(ref _awake, 0);
        _stale |= session.Expire(Now, MonotonicTime.Nanoseconds(AnswerPatience)) | Interlocked.Exchange(ref _demandChanged, 0) != 0;
        Refresh();
        if (end is not null)
            throw end;
        Synchronize(session, pump);
        SweepDemand();
        _state.SaveIfDue(Now);
    }

    private void Receive(byte[] message, DeltaSession session, StreamPump pump)
    {
        DeltaDiscoveryResponse response;
        try
        {
            response = DeltaDiscoveryResponse.Parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new ControlTransportException(ControlStatus.InvalidArgument, $"not a DeltaDiscoveryResponse: {malformed.Message}", malformed);
        }
        var outcome = session.Receive(response, Now);
        pump.Send(outcome.Reply);
        if (_status.Received(response, outcome))
            _backoff.Reset();
        if (!outcome.HasChanges)
            return;
        _stale = true;
        _state.NoteChange(Now);
        if (outcome.Changed(_store.Bundle))
            OfferBundle();
    }

    private void OfferBundle()
    {
        if (_store.Bundle.Find(ResourceTypes.BundleName).Value is { } bundle)
            _credentials.OfferRoots(bundle.Roots);
    }

    private void Refresh()
    {
        if (!_stale)
            return;
        _stale = false;
        TrimDemand();
        BuildSnapshot();
    }

    // Without a control plane, what is forgotten could not be asked for again.
    private void TrimDemand()
    {
        var current = _snapshots.Current;
        if (_status.Status.IsConnected && (_addresses.Trim(current.IsAbsent) | _names.Trim(current.IsAbsent)))
            _state.NoteChange(Now);
    }

    private void SweepDemand()
    {
        if (Now - _sweptAt < SweepInterval)
            return;
        _sweptAt = Now;
        _addresses.Sweep();
        _names.Sweep();
    }

    // References are followed before, so that new ones are asked for, and after, so that those of replaced versions are dropped.
    private void BuildSnapshot()
    {
        _snapshots.Follow();
        if (!_snapshots.Build(Now))
            return;
        _snapshots.Follow();
        Publish(_snapshots.Current);
    }

    private void Synchronize(DeltaSession session, StreamPump pump)
    {
        foreach (var request in session.Sync(Now))
            pump.Send(request);
    }

    private void Wake()
    {
        // A full queue keeps the loop awake anyway.
        if (Interlocked.Exchange(ref _awake, 1) == 0)
            _events.Writer.TryWrite(default);
    }
}
