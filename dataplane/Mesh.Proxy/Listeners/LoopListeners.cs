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
    private const string Tunnel = "tunnel";

    private readonly NamedListeners _listeners = new(loop, index);
    private readonly HashSet<IPEndPoint> _explicit = [];
    private TcpListener? _tunnel;
    private bool _isOpen;

    private ProxyOptions Options => loop.State.Options;

    private ConnectionGates Gates => loop.State.Gates;

    private bool ReusePort => Options.Loops > 1;

    /// <summary>Where the first loop's sockets listen, for the ready file.</summary>
    internal Dictionary<string, string> Addresses { get; } = [];

    /// <summary>Questions for a resolver that are not answered yet.</summary>
    internal int WaitingQuestions => _listeners.WaitingQuestions;

    /// <summary>Opens everything the capture mode asks for; takes over what a predecessor passed on.</summary>
    internal void Open(MetricsServer? metrics, PassedSockets passed)
    {
        _listeners.Passed = passed;
        _isOpen = true;
        if (metrics is not null)
            Add(Metrics, Options.MetricsListen, new TcpListenerOptions { Gate = Gates.Metrics }, metrics);
        _tunnel = Add(Tunnel, Options.TunnelListen, new TcpListenerOptions { Gate = Gates.Tunnel, Tcp = Options.Tcp.Sockets, Tls = loop.State.Credentials.Current!.Server }, new TunnelAcceptor(loop));
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
        foreach (var address in _explicit.Where(a => !workload.ExplicitListeners.Any(x => x.Listen.Equals(a))).ToArray())
        {
            _listeners.Close(NameOf(address));
            _explicit.Remove(address);
        }
        foreach (var wanted in workload.ExplicitListeners.Where(x => !_explicit.Contains(x.Listen)))
        {
            try
            {
                _listeners.Listen(NameOf(wanted.Listen), IpEndpoint.From(wanted.Listen),
                    new TcpListenerOptions { Tcp = Options.Tcp.Sockets, ReusePort = ReusePort, Gate = Gates.Outbound }, new ExplicitAcceptor(loop, wanted.Destination));
                _explicit.Add(wanted.Listen);
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
        _listeners.Close(Tunnel);
        _tunnel = null;
    }

    /// <summary>Second descriptors of all sockets, for a successor; the caller disposes them.</summary>
    internal IReadOnlyList<NamedSocket> Duplicate() => _listeners.Duplicate();

    /// <summary>Leaves all that comes from now on to the successor, which has the same sockets.</summary>
    internal void Leave()
    {
        _listeners.Leave();
        OnClosed();
    }

    /// <summary>Accepts nothing more, but for metrics.</summary>
    internal void Close()
    {
        _listeners.CloseAllBut(Metrics);
        OnClosed();
    }

    private void OnClosed()
    {
        _explicit.Clear();
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
        var udp = _listeners.ListenDns($"{name}-udp", address, responder);
        Add(name, new IPEndPoint(address.Address, udp.Local.Port), new TcpListenerOptions { Gate = Gates.Dns }, new TcpDnsConnection.Acceptor(loop, responder));
        return udp.Local.Port;
    }

    private TcpListener Add(string name, IPEndPoint address, TcpListenerOptions options, IConnectionAcceptor acceptor)
    {
        var isAny = address.Address.Equals(IPAddress.IPv6Any);
        var listener = _listeners.Listen(name, Bindable(address),
            options with
            {
                ReusePort = ReusePort,
                DualStack = isAny && System.Net.Sockets.Socket.OSSupportsIPv6,
            }, acceptor);
        Addresses[name] = listener.Local.ToString();
        return listener;
    }

    private static string NameOf(IPEndPoint listen) => $"explicit-{listen}";

    private static IpEndpoint Bindable(IPEndPoint address) =>
        address.Address.Equals(IPAddress.IPv6Any) && !System.Net.Sockets.Socket.OSSupportsIPv6 ? IpEndpoint.From(IPAddress.Any, address.Port) : IpEndpoint.From(address);
}
