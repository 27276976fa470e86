using System.Net;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Dns;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Listeners;

/// <summary>A loop's listening sockets. Opened, changed and closed on the loop.</summary>
internal sealed class LoopListeners(ProxyLoop loop)
{
    private readonly Dictionary<IPEndPoint, TcpListener> _explicit = [];
    private readonly List<IDisposable> _captured = [];
    private TcpListener? _tunnel;

    private ProxyOptions Options => loop.State.Options;

    private bool ReusePort => Options.Loops > 1;

    /// <summary>Where the first loop's sockets listen, for the ready file.</summary>
    internal Dictionary<string, string> Addresses { get; } = [];

    /// <summary>Opens everything the capture mode asks for.</summary>
    internal void Open(MetricsServer? metrics)
    {
        if (metrics is not null)
            Add("metrics", Options.MetricsListen, new TcpListenerOptions(), metrics);
        _tunnel = Add("tunnel", Options.TunnelListen, new TcpListenerOptions { Tcp = Options.Tcp.Sockets, Tls = loop.State.Credentials.Current!.Server }, new TunnelAcceptor(loop));
        if (Options.Capture == CaptureMode.Iptables)
        {
            var captured = new TcpListenerOptions { Tcp = Options.Tcp.Sockets, ReadOriginalDestination = true };
            Add("outbound", Options.OutboundListen, captured, new OutboundAcceptor(loop));
            Add("inbound", Options.InboundListen, captured, new InboundAcceptor(loop));
            OpenDns();
        }
        OnSnapshotChanged();
    }

    /// <summary>New tunnels use the current certificate.</summary>
    internal void OnCredentialsChanged()
    {
        if (_tunnel is not null)
            _tunnel.Tls = loop.State.Credentials.Current!.Server;
    }

    /// <summary>Opens and closes the addresses the workload lists, in capture mode none.</summary>
    internal void OnSnapshotChanged()
    {
        if (Options.Capture != CaptureMode.None || loop.State.Discovery.Current.Inbound is not { } workload)
            return;
        foreach (var (address, listener) in _explicit.Where(e => !workload.ExplicitListeners.Any(x => x.Listen.Equals(e.Key))).ToArray())
        {
            listener.Dispose();
            _explicit.Remove(address);
        }
        foreach (var wanted in workload.ExplicitListeners.Where(x => !_explicit.ContainsKey(x.Listen)))
        {
            try
            {
                _explicit[wanted.Listen] = TcpListener.Listen(loop.Events, IpEndpoint.From(wanted.Listen),
                    new TcpListenerOptions { Tcp = Options.Tcp.Sockets, ReusePort = ReusePort, Limit = loop.State.Limits.Connections }, new ExplicitAcceptor(loop, wanted.Destination));
            }
            catch (IOException e)
            {
                loop.State.Log.Warn($"cannot listen on {wanted.Listen} for {wanted.Destination}: {e.Message}; is the port in use? change it in the WorkloadEntry's outbounds");
            }
        }
    }

    /// <summary>Accepts no more tunnels: who dials one is refused by the kernel and goes elsewhere.</summary>
    internal void CloseTunnel()
    {
        if (_tunnel is null)
            return;
        _captured.Remove(_tunnel);
        _tunnel.Dispose();
        _tunnel = null;
    }

    /// <summary>Accepts nothing more, but for metrics.</summary>
    internal void Close()
    {
        foreach (var socket in _captured.Concat(_explicit.Values))
            socket.Dispose();
        _captured.Clear();
        _explicit.Clear();
        _tunnel = null;
    }

    private void OpenDns()
    {
        var responder = new DnsResponder(loop);
        var port = OpenDns("dns", Options.DnsListen, responder);
        if (!Options.DnsListen.Address.Equals(IPAddress.Loopback) || !System.Net.Sockets.Socket.OSSupportsIPv6)
            return;
        try
        {
            // Queries to a resolver's IPv6 address are redirected to the IPv6 loopback.
            OpenDns("dns6", new IPEndPoint(IPAddress.IPv6Loopback, port), responder);
        }
        catch (IOException e)
        {
            loop.State.Log.Debug($"no DNS over IPv6, which this host does not seem to have: {e.Message}");
        }
    }

    // Both transports on one port, also when the system chose it.
    private int OpenDns(string name, IPEndPoint address, DnsResponder responder)
    {
        var udp = new UdpDnsServer(loop, responder, address);
        _captured.Add(udp);
        Add(name, new IPEndPoint(address.Address, udp.Local.Port), new TcpListenerOptions(), new TcpDnsConnection.Acceptor(loop, responder));
        return udp.Local.Port;
    }

    private TcpListener Add(string name, IPEndPoint address, TcpListenerOptions options, IConnectionAcceptor acceptor)
    {
        var isAny = address.Address.Equals(IPAddress.IPv6Any);
        var listener = TcpListener.Listen(loop.Events, Bindable(address),
            options with
            {
                ReusePort = ReusePort,
                DualStack = isAny && System.Net.Sockets.Socket.OSSupportsIPv6,
                Limit = acceptor is MetricsServer ? null : loop.State.Limits.Connections,
            }, acceptor);
        if (acceptor is not MetricsServer)
            _captured.Add(listener);
        Addresses[name] = listener.Local.ToString();
        return listener;
    }

    private static IpEndpoint Bindable(IPEndPoint address) =>
        address.Address.Equals(IPAddress.IPv6Any) && !System.Net.Sockets.Socket.OSSupportsIPv6 ? IpEndpoint.From(IPAddress.Any, address.Port) : IpEndpoint.From(address);
}
