using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Limits;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.ProxyProtocol;
using Mesh.Traffic.Balancing;
using Mesh.Tunnel.Credentials;
using Mesh.Tunnel.Pools;

namespace Mesh.Proxy.Upstream;

/// <summary>A loop's connections to endpoints, and to its own application.</summary>
internal sealed class UpstreamPools
{
    /// <summary>
    /// How much longer than for a TCP connection a request waits for an HTTP/2 stream: for a TLS handshake that takes the whole of its time
    /// (10 s), and streams of a peer that allows few to end.
    /// </summary>
    internal static readonly TimeSpan StreamTimeout = TimeSpan.FromSeconds(15);

    private const int SweepIntervalMilliseconds = 30_000;

    private readonly EventLoop _loop;
    private readonly TunnelPools _tunnels;
    private readonly TcpSettings _tcp;
    private readonly TrafficLimits _limits;
    private readonly Dictionary<EndpointState, EndpointUpstream> _endpoints = [];
    private readonly Dictionary<IpEndpoint, ApplicationUpstream> _applications = [];
    private readonly Dictionary<Introduced, ApplicationUpstream> _introduced = [];
    private readonly LoopTimer _sweep;

    /// <summary>Creates the empty set.</summary>
    internal UpstreamPools(
        EventLoop loop, TunnelCredentialsHolder credentials, TcpSettings tcp, TrafficLimits limits, ProxyMetrics metrics, TimeProvider time)
    {
        _loop = loop;
        _tcp = tcp;
        _limits = limits;
        _tunnels = new TunnelPools(loop, credentials, new TunnelPoolOptions
        {
            Tcp = tcp.Sockets,
            Http2 = limits.Tunnels,
            OnHandshake = session => metrics.OnHandshake(HandshakeRole.Client, session),
            StreamTimeout = StreamTimeout,
            Time = time,
        });
        _sweep = new LoopTimer(Sweep);
    }

    /// <summary>The connections to an endpoint.</summary>
    internal EndpointUpstream Of(EndpointModel endpoint, TimeSpan connectTimeout)
    {
        if (!_endpoints.TryGetValue(endpoint.State, out var upstream) || !upstream.IsFor(endpoint, connectTimeout))
        {
            upstream?.Drain();
            upstream = new EndpointUpstream(_loop, endpoint, connectTimeout, _tcp.Sockets, _limits, _tunnels);
            _endpoints[endpoint.State] = upstream;
            ArmSweep();
        }
        upstream.IsUsed = true;
        return upstream;
    }

    /// <summary>The connections to the application at one of this workload's addresses.</summary>
    internal ApplicationUpstream Application(IpEndpoint address)
    {
        if (_applications.TryGetValue(address, out var application))
            return application;
        application = new ApplicationUpstream(_loop, address, _tcp, _limits);
        _applications[address] = application;
        ArmSweep();
        return application;
    }

    /// <summary>The connections to the application that it is told are one caller's.</summary>
    internal ApplicationUpstream Application(in Introduced caller)
    {
        if (_introduced.TryGetValue(caller, out var application))
            return application;
        application = new ApplicationUpstream(_loop, caller.Application, _tcp, _limits, caller.Build());
        _introduced[caller] = application;
        ArmSweep();
        return application;
    }

    /// <summary>Tunnels made under an earlier trust bundle take no new streams.</summary>
    internal void OnBundleChanged() => _tunnels.OnBundleChanged();

    private void ArmSweep()
    {
        if (!_sweep.IsArmed)
            _loop.Arm(_sweep, SweepIntervalMilliseconds);
    }

    // An endpoint that went away, or is no longer called, leaves nothing behind once its connections have closed. Its tunnels may be others' too.
    private void Sweep()
    {
        foreach (var (state, upstream) in _endpoints)
        {
            if (!upstream.IsUsed && upstream.IsEmpty)
                _endpoints.Remove(state);
            upstream.IsUsed = false;
        }
        _tunnels.Sweep();
        foreach (var (address, application) in _applications)
        {
            if (application.IsEmpty)
                _applications.Remove(address);
        }
        foreach (var (caller, application) in _introduced)
        {
            if (application.IsEmpty)
                _introduced.Remove(caller);
        }
        if (_endpoints.Count + _applications.Count + _introduced.Count + _tunnels.Count > 0)
            ArmSweep();
    }
}
