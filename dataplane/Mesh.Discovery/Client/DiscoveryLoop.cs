using System.Net;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Conventions;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Demand;
using Mesh.Discovery.Snapshots;
using Mesh.Discovery.Transport;
using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Client;

/// <summary>
/// The one thread that owns what is held: it keeps a stream open, takes responses over, asks for what is wanted, and has snapshots
/// published and the state file written.
/// </summary>
internal sealed class DiscoveryLoop
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly IControlTransport _transport;
    private readonly ICredentialSource _credentials;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Node _node;
    private readonly Backoff _backoff;
    private readonly HeldConfiguration _held;
    private readonly StatusTracker _status;

    public DiscoveryLoop(
        DiscoveryOptions options, IControlTransport transport, ICredentialSource credentials,
        DemandSet<IPEndPoint> addresses, DemandSet<string> names, Action<ProxySnapshot> publish, TimeProvider time, Random random, ILogger logger)
    {
        _transport = transport;
        _credentials = credentials;
        _time = time;
        _logger = logger;
        _node = new Node { Id = options.NodeId, UserAgentName = "mesh-proxy", UserAgentVersion = options.Version };
        if (options.Process.Length > 0)
            _node.Metadata = new Struct { Fields = { [NodeMetadata.Process] = Value.ForString(options.Process) } };
        _backoff = new Backoff(FirstBackoff, LongestBackoff, random);
        _held = new HeldConfiguration(options, credentials, addresses, names, time, logger) { Publish = publish };
        _status = new StatusTracker(logger);
    }

    /// <summary>Wakes the loop.</summary>
    public LoopSignals Signals { get; } = new();

    public DiscoveryStatus Status => _status.Status;

    /// <summary>Loads the state file. Before <see cref="RunAsync"/>.</summary>
    public void Load() => _held.Load();

    /// <summary>Writes the state file when something changed. After <see cref="RunAsync"/>.</summary>
    public void Save() => _held.Save();

    public void StopKeeping() => _held.StopKeeping();

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ticker = _time.CreateTimer(_ => Signals.Wake(), null, Tick, Tick);
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
        Signals.BeginStream();
        await using var stream = new DiscoveryStream(_transport, _node, _held, _status, Signals, _time, _backoff.Reset, cancellation);
        try
        {
            stream.Begin();
            while (!Signals.WantsReconnect)
                await stream.TurnAsync(cancellation).ConfigureAwait(false);
            _status.Reconnecting();
            return true;
        }
        catch (ControlTransportException ended)
        {
            // Nobody knows for how long: a proxy that is restarted meanwhile needs what came last.
            _held.Save();
            _status.Disconnected(ended);
            return false;
        }
    }
}
