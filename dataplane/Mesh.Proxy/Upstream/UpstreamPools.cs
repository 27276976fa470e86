using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tls;
using Mesh.Proxy.Limits;
using Mesh.Proxy.Metrics;
using Mesh.Traffic.Balancing;
using Mesh.Tunnel.Credentials;
using Mesh.Tunnel.Pools;

namespace Mesh.Proxy.Upstream;

/// <summary>A loop's connections to endpoints, and to its own application.</summary>
internal sealed class UpstreamPools
{
    private const int SweepIntervalMilliseconds = 30_000;

    private readonly EventLoop _loop;
    private readonly TunnelCredentialsHolder _credentials;
    private readonly TcpSettings _tcp;
    private readonly TrafficLimits _limits;
    private readonly Action<TlsSession> _onHandshake;
    private readonly TimeProvider _time;
    private readonly Dictionary<EndpointState, EndpointUpstream> _endpoints = [];
    private readonly Dictionary<IpEndpoint, ApplicationUpstream> _applications = [];
    private readonly LoopTimer _sweep;

    /// <summary>Creates the empty set.</summary>
    internal UpstreamPools(
        EventLoop loop, TunnelCredentialsHolder credentials, TcpSettings tcp, TrafficLimits limits, ProxyMetrics metrics, TimeProvider time)
    {
        _onHandshake = session => metrics.OnHandshake(HandshakeRole.Client, session);
        _loop = loop;
        _credentials = credentials;
        _tcp = tcp;
        _limits = limits;
        _time = time;
        _sweep = new LoopTimer(Sweep);
    }

    /// <summary>The connections to an endpoint.</summary>
    internal EndpointUpstream Of(EndpointModel endpoint, TimeSpan connectTimeout)
    {
        if (_endpoints.TryGetValue(endpoint.State, out var upstream) && upstream.IsFor(endpoint, connectTimeout))
            return upstream;
        upstream?.Drain();
        return Add(endpoint, connectTimeout);
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

    /// <summary>Tunnels made under an earlier trust bundle take no new streams.</summary>
    internal void OnBundleChanged()
    {
        foreach (var upstream in _endpoints.Values)
            upstream.Drain();
        _endpoints.Clear();
    }

    // Apart, because what the lambda captures is allocated at the beginning of its method.
    private EndpointUpstream Add(EndpointModel endpoint, TimeSpan connectTimeout)
    {
        var upstream = new EndpointUpstream(_loop, endpoint, connectTimeout, _tcp.Sockets, _limits, () => NewTunnel(endpoint, connectTimeout));
        _endpoints[endpoint.State] = upstream;
        ArmSweep();
        return upstream;
    }

    private Http2Pool NewTunnel(EndpointModel endpoint, TimeSpan connectTimeout)
    {
        var options = new TcpConnectOptions { ConnectTimeoutMilliseconds = (int)connectTimeout.TotalMilliseconds, Tcp = _tcp.Sockets };
        return TunnelPool.Create(_loop, _credentials, IpEndpoint.From(endpoint.Address), endpoint.AcceptedIdentities, options, _limits.Tunnels, _onHandshake, _time);
    }

    private void ArmSweep()
    {
        if (!_sweep.IsArmed)
            _loop.Arm(_sweep, SweepIntervalMilliseconds);
    }

    // An endpoint that went away, or is no longer called, leaves nothing behind once its connections have closed.
    private void Sweep()
    {
        foreach (var (state, upstream) in _endpoints)
        {
            if (upstream.IsEmpty)
                _endpoints.Remove(state);
        }
        foreach (var (address, application) in _applications)
        {
            if (application.IsEmpty)
                _applications.Remove(address);
        }
        if (_endpoints.Count + _applications.Count > 0)
            ArmSweep();
    }
}
