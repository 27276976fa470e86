using System.Net;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Demand;
using Mesh.Discovery.Resources;
using Mesh.Discovery.Snapshots;
using Mesh.Discovery.Transport;
using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Client;

/// <summary>
/// Discovery over delta xDS. Works without a control plane: with what was on disk at the start, later with the last good
/// resources. Subscriptions are never given up while disconnected.
/// </summary>
public sealed class DiscoveryClient : IDiscovery, IAsyncDisposable
{
    private readonly DiscoveryLoop _loop;
    private readonly ICredentialSource _credentials;
    private readonly DemandSet<IPEndPoint> _addresses;
    private readonly DemandSet<string> _names;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private volatile ProxySnapshot _current = ProxySnapshot.Empty;
    private int _ready;

    /// <summary>Creates a client; nothing happens before <see cref="Start"/>.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="transport">To the control plane.</param>
    /// <param name="credentials">Whose certificate the transport shows, and who takes new trust bundles.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Jitter; used by one thread.</param>
    /// <param name="logger">One line per event.</param>
    public DiscoveryClient(
        DiscoveryOptions options, IControlTransport transport, ICredentialSource credentials, TimeProvider time, Random random, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(credentials);
        _credentials = credentials;
        _addresses = new DemandSet<IPEndPoint>(options.MaxSubscriptions);
        _names = new DemandSet<string>(options.MaxSubscriptions);
        _loop = new DiscoveryLoop(options, transport, credentials, _addresses, _names, Publish, time, random, logger);
    }

    /// <inheritdoc/>
    public event Action<ProxySnapshot>? SnapshotChanged;

    /// <inheritdoc/>
    public event Action? BecameReady;

    /// <inheritdoc/>
    public ProxySnapshot Current => _current;

    /// <inheritdoc/>
    public bool IsReady => Volatile.Read(ref _ready) != 0;

    /// <summary>The state of discovery.</summary>
    public DiscoveryStatus Status => _loop.Status with { Destinations = _addresses.Count, Names = _names.Count };

    /// <summary>Loads what is on disk, so that <see cref="Current"/> has it when this returns, and begins to work.</summary>
    public void Start()
    {
        _loop.Load();
        _credentials.Changed += OnCredentialsChanged;
        CheckReady();
        _running = Task.Run(() => _loop.RunAsync(_stop.Token));
    }

    /// <inheritdoc/>
    public void Request(IPEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Port != 0 && _addresses.Request(Normalize(address)))
            _loop.Signals.NoteDemand();
    }

    /// <inheritdoc/>
    public void RequestName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (DnsNameReader.IsName(name) && _names.Request(name))
            _loop.Signals.NoteDemand();
    }

    /// <summary>Leaves the state file to another process from now on.</summary>
    public void StopKeeping() => _loop.StopKeeping();

    /// <summary>Stops; what is not yet on disk is written.</summary>
    public async ValueTask DisposeAsync()
    {
        _credentials.Changed -= OnCredentialsChanged;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _loop.Save();
        _stop.Dispose();
    }

    private static IPEndPoint Normalize(IPEndPoint address) =>
        address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;

    private void Publish(ProxySnapshot snapshot)
    {
        _current = snapshot;
        CheckReady();
        SnapshotChanged?.Invoke(snapshot);
    }

    private void OnCredentialsChanged(WorkloadCredentials credentials)
    {
        CheckReady();
        _loop.Signals.Reconnect();
    }

    private void CheckReady()
    {
        var snapshot = _current;
        if (_credentials.Current is not null && snapshot.Settings is not null && snapshot.Inbound is not null
            && Interlocked.Exchange(ref _ready, 1) == 0)
            BecameReady?.Invoke();
    }
}
