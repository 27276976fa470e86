using System.Net;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Dns;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Listeners;

/// <summary>A loop's open sockets by name: opened here, or taken over from a predecessor. Used on the loop.</summary>
internal sealed class NamedListeners(ProxyLoop loop, int index)
{
    private readonly Dictionary<string, TcpListener> _tcp = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UdpDnsServer> _dns = new(StringComparer.Ordinal);

    /// <summary>What a predecessor passed on and nobody has taken over yet.</summary>
    internal PassedSockets Passed { private get; set; } = PassedSockets.None;

    /// <summary>Questions for a resolver that are not answered yet.</summary>
    internal int WaitingQuestions => _dns.Values.Sum(d => d.Waiting);

    /// <summary>Listens for TCP connections.</summary>
    /// <exception cref="IOException">The address is in use or not this host's.</exception>
    internal TcpListener Listen(string name, IpEndpoint address, TcpListenerOptions options, IConnectionAcceptor acceptor) =>
        _tcp[name] = Passed.Take($"{index}/{name}", address) is { } passed
            ? TcpListener.Adopt(loop.Events, passed, options, acceptor)
            : TcpListener.Listen(loop.Events, address, options, acceptor);

    /// <summary>Listens for questions over UDP.</summary>
    /// <exception cref="IOException">The address is in use or not this host's.</exception>
    internal UdpDnsServer ListenDns(string name, IPEndPoint address, DnsResponder responder) =>
        _dns[name] = new UdpDnsServer(loop, responder, address, Passed.Take($"{index}/{name}", address));

    /// <summary>Closes a TCP socket; nothing happens when it is not open.</summary>
    internal void Close(string name)
    {
        if (_tcp.Remove(name, out var listener))
            listener.Dispose();
    }

    /// <summary>Closes all sockets but one.</summary>
    internal void CloseAllBut(string name)
    {
        foreach (var other in _tcp.Keys.Where(n => n != name).ToArray())
            Close(other);
        foreach (var dns in _dns.Values)
            dns.Dispose();
        _dns.Clear();
    }

    /// <summary>Second descriptors of all sockets, for a successor; the caller disposes them.</summary>
    internal IReadOnlyList<NamedSocket> Duplicate() =>
    [
        .. _tcp.Select(l => new NamedSocket($"{index}/{l.Key}", l.Value.Duplicate())),
        .. _dns.Select(d => new NamedSocket($"{index}/{d.Key}", d.Value.Duplicate())),
    ];

    /// <summary>Leaves all that comes from now on to the successor, which has the same sockets; questions that were forwarded are still answered.</summary>
    internal void Leave()
    {
        foreach (var name in _tcp.Keys.ToArray())
            Close(name);
        foreach (var dns in _dns.Values)
            dns.StopReceiving();
    }
}
