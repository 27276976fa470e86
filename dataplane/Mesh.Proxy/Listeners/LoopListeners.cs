using System.Net;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Admission;
using Mesh.Proxy.Dns;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Listeners;

/// <summary>A loop's listening sockets. Opened, changed and closed on the loop.</summary>
internal sealed class LoopListeners(ProxyLoop loop, int index)
{
    private const string Metrics = "metrics";

    private readonly Dictionary<IPEndPoint, TcpListener> _explicit = [];
    private readonly Dictionary<string, TcpListener> _listeners = [];
    private readonly Dictionary<string, UdpDnsServer> _dns = [];
    private PassedSockets _passed = PassedSockets.None;
    private TcpListener? _tunnel;
    private bool _isOpen;

    private ProxyOptions Options => loop.State.Options;

    private ConnectionGates Gates => loop.State.Gates;

    private bool ReusePort => Options.Loops > 1;

    /// <summary>Where the first loop's sockets listen, for the ready file.</summary>
    internal Dictionary<string, string> Addresses { get; } = [];

    /// <summary>Questions for a resolver that are not answered yet.</summary>
    internal int WaitingQuestions => _dns.Values.Sum(d => d.Waiting);

    /// <summary>Opens everything the capture mode asks for; takes over what a predecessor passed on.</summary>
    internal void Open(MetricsServer? metrics, PassedSockets passed)
    {
        _passed = passed;
        _isOpen = true;
        if (metrics is not null)
            Add(Metrics, Options.MetricsListen, new TcpListenerOptions { Gate = Gates.Metrics }, metrics);
        _tunnel = Add("tunnel", Options.TunnelListen, new TcpListenerOptions { Gate = Gates.Tunnel, Tcp = Options.Tcp.Sockets, Tls = loop.State.Credentials.Current!.Server }, new TunnelAcceptor(loop));
        if (Options.Capture == CaptureMode.Iptables)
        {
            var captured = new TcpListenerOptions { Tcp = Options.Tcp.Sockets, ReadOriginalDestination = true };
            Add("outbound", Options.OutboundListen, captured with { Gate = Gates.Outbound }, new OutboundAcceptor(loop));
            Add("inbound", Options.InboundListen, captured with { Gate = Gates.Inbound }, new InboundAcceptor(loop));
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
        if (!_isOpen || Options.Capture != CaptureMode.None || loop.State.Discovery.Current.Inbound is not { } workload)
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
                _explicit[wanted.Listen] = Listen(NameOf(wanted.Listen), IpEndpoint.From(wanted.Listen),
                    new TcpListenerOptions { Tcp = Options.Tcp.Sockets, ReusePort = ReusePort, Gate = Gates.Outbound }, new ExplicitAcceptor(loop, wanted.Destination));
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
        _listeners.Remove("tunnel");
        _tunnel.Dispose();
        _tunnel = null;
    }

    /// <summary>Second descriptors of all sockets, for a successor; the caller disposes them.</summary>
    internal IReadOnlyList<NamedSocket> Duplicate() =>
    [
        .. _listeners.Select(l => new NamedSocket($"{index}/{l.Key}", l.Value.Duplicate())),
        .. _explicit.Select(e => new NamedSocket($"{index}/{NameOf(e.Key)}", e.Value.Duplicate())),
        .. _dns.Select(d => new NamedSocket($"{index}/{d.Key}", d.Value.Duplicate())),
    ];

    /// <summary>Leaves all that comes from now on to the successor, which has the same sockets.</summary>
    internal void Leave()
    {
        foreach (var listener in _listeners.Values.Concat(_explicit.Values))
            listener.Dispose();
        foreach (var dns in _dns.Values)
            dns.StopReceiving();
        _listeners.Clear();
        _explicit.Clear();
        _tunnel = null;
        _isOpen = false;
    }

    /// <summary>Accepts nothing more, but for metrics.</summary>
    internal void Close()
    {
        foreach (var socket in _listeners.Where(l => l.Key != Metrics).Select(l => l.Value).Concat<IDisposable>(_explicit.Values).Concat(_dns.Values).ToArray())
            socket.Dispose();
        _explicit.Clear();
        _dns.Clear();
        _tunnel = null;
        _isOpen = false;
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
        var udp = new UdpDnsServer(loop, responder, address, _passed.Take($"{index}/{name}-udp", address));
        _dns[$"{name}-udp"] = udp;
        Add(name, new IPEndPoint(address.Address, udp.Local.Port), new TcpListenerOptions { Gate = Gates.Dns }, new TcpDnsConnection.Acceptor(loop, responder));
        return udp.Local.Port;
    }

    private TcpListener Add(string name, IPEndPoint address, TcpListenerOptions options, IConnectionAcceptor acceptor)
    {
        var isAny = address.Address.Equals(IPAddress.IPv6Any);
        var listener = Listen(name, Bindable(address),
            options with
            {
                ReusePort = ReusePort,
                DualStack = isAny && System.Net.Sockets.Socket.OSSupportsIPv6,
            }, acceptor);
        _listeners[name] = listener;
        Addresses[name] = listener.Local.ToString();
        return listener;
    }

    private TcpListener Listen(string name, IpEndpoint address, TcpListenerOptions options, IConnectionAcceptor acceptor) =>
        _passed.Take($"{index}/{name}", address) is { } passed
            ? TcpListener.Adopt(loop.Events, passed, options, acceptor)
            : TcpListener.Listen(loop.Events, address, options, acceptor);

    private static string NameOf(IPEndPoint listen) => $"explicit-{listen}";

    private static IpEndpoint Bindable(IPEndPoint address) =>
        address.Address.Equals(IPAddress.IPv6Any) && !System.Net.Sockets.Socket.OSSupportsIPv6 ? IpEndpoint.From(IPAddress.Any, address.Port) : IpEndpoint.From(address);
}
