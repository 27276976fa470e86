using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Mesh.Discovery.Transport;
using Mesh.Discovery.Xds;
using Mesh.Traffic.Time;

namespace Mesh.Discovery.Client;

/// <summary>Works on one stream: takes over what came and sends what is wanted, a turn at a time.</summary>
internal sealed class DiscoveryStream : IAsyncDisposable
{
    private const int MaxPerTurn = 32;

    private static readonly ControlCall Call = new("/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources");
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(15);

    private readonly HeldConfiguration _held;
    private readonly StatusTracker _status;
    private readonly LoopSignals _signals;
    private readonly TimeProvider _time;
    private readonly Action _worked;
    private readonly DeltaSession _session;
    private readonly StreamPump _pump;

    /// <summary>Opens a stream.</summary>
    /// <param name="transport">To the control plane.</param>
    /// <param name="node">Who asks.</param>
    /// <param name="held">What is held, and changed by what comes.</param>
    /// <param name="status">Told what happens.</param>
    /// <param name="signals">Carries what comes.</param>
    /// <param name="time">Clock.</param>
    /// <param name="worked">Called when the stream's first response was taken over.</param>
    /// <param name="cancellation">Ends the stream.</param>
    public DiscoveryStream(
        IControlTransport transport, Node node, HeldConfiguration held, StatusTracker status, LoopSignals signals, TimeProvider time, Action worked,
        CancellationToken cancellation)
    {
        _held = held;
        _status = status;
        _signals = signals;
        _time = time;
        _worked = worked;
        _session = new DeltaSession(held.Store, node);
        _pump = new StreamPump(transport.Open(Call, cancellation), signals.DeliverAsync, cancellation);
    }

    private long Now => MonotonicTime.Nanoseconds(_time);

    /// <summary>Asks for all that is wanted.</summary>
    public void Begin()
    {
        _held.MarkStale();
        _held.Refresh(_status.Status.IsConnected);
        Synchronize();
    }

    /// <summary>Waits for something to do, and does it.</summary>
    /// <exception cref="ControlTransportException">The stream has ended.</exception>
    public async Task TurnAsync(CancellationToken cancellation)
    {
        await _signals.WaitAsync(cancellation).ConfigureAwait(false);
        ControlTransportException? end = null;
        for (var i = 0; i < MaxPerTurn && end is null && _signals.TryRead(out var next); i++)
        {
            // What a stream before this one left behind does not count.
            if (!ReferenceEquals(next.Source, _pump))
                continue;
            end = next.End;
            if (next.Message is { } message)
                Receive(message);
        }
        if (_session.Expire(Now, MonotonicTime.Nanoseconds(AnswerPatience)) | _signals.EndRound())
            _held.MarkStale();
        _held.Refresh(_status.Status.IsConnected);
        if (end is not null)
            throw end;
        Synchronize();
        _held.Tend();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pump.DisposeAsync();

    private void Receive(byte[] message)
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
        var outcome = _session.Receive(response, Now);
        _pump.Send(outcome.Reply);
        if (_status.Received(response, outcome))
            _worked();
        _held.NoteChanges(outcome);
    }

    private void Synchronize()
    {
        foreach (var request in _session.Sync(Now))
            _pump.Send(request);
    }
}
