using Mesh.Conventions;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tls;
using Mesh.Proxy.ProxyProtocol;

namespace Mesh.Proxy.Probes;

/// <summary>One probe that is being made: bounded in time, answered exactly once, by a connection of its own.</summary>
internal sealed class ProbeAttempt
{
    // From here the iptables rules let connections to the workload's own address pass.
    private static readonly IpEndpoint SourceV4 = new([127, 0, 0, 6], 0);
    private static readonly IpEndpoint SourceV6 = new([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6], 0);

    private static readonly Lazy<TlsContext> AnyServer = new(() =>
        TlsContext.CreateClient(new TlsCredentials(), new TlsClientOptions { AcceptAnyServer = true, RequireApplicationProtocol = false }));

    private readonly EventLoop _loop;
    private readonly IpEndpoint _target;
    private readonly AppProbe _probe;
    private readonly ProxyProtocolVersion? _proxyProtocol;
    private readonly Action<ProbeAttempt, string?> _done;
    private readonly LoopTimer _deadline;
    private readonly ProbeExchange? _exchange;
    private Connection? _connection;
    private bool _isDone;

    /// <summary>Prepares an attempt.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="target">The application.</param>
    /// <param name="probe">How to ask it.</param>
    /// <param name="proxyProtocol">Version of the PROXY protocol that its port expects; null for none. Not spoken where the probe speaks TLS.</param>
    /// <param name="userAgent">Who is said to ask.</param>
    /// <param name="done">Told once why it failed; null: it did not. Not after <see cref="Cancel"/>.</param>
    internal ProbeAttempt(EventLoop loop, IpEndpoint target, AppProbe probe, ProxyProtocolVersion? proxyProtocol, string userAgent, Action<ProbeAttempt, string?> done)
    {
        _loop = loop;
        _target = target;
        _probe = probe;
        _proxyProtocol = proxyProtocol;
        _done = done;
        _deadline = new LoopTimer(() => Finish($"no answer within {probe.TimeoutSeconds} s"));
        _exchange = probe.Kind == AppProbeKind.Tcp ? null : ProbeExchange.Create(probe, target, userAgent, Finish);
    }

    /// <summary>Begins; nothing is told during this call.</summary>
    internal void Begin()
    {
        _loop.Arm(_deadline, _probe.TimeoutSeconds * 1000L);
        try
        {
            var options = Options();
            _connection = TcpConnector.Connect(_loop, _target, options, new TcpProbe(this));
            if (_proxyProtocol is { } version && options.Tls is null)
                _connection.Output.Append(Introduction.BuildOwn(version));
            _exchange?.TakeOver(_connection);
        }
        catch (IOException failed)
        {
            // Told later, as everything else is.
            _loop.Post(() => Finish($"{_target} cannot be reached: {failed.Message}"));
        }
    }

    /// <summary>Ends it without an answer.</summary>
    internal void Cancel()
    {
        _isDone = true;
        Release();
    }

    private void Finish(string? failure)
    {
        if (_isDone)
            return;
        _isDone = true;
        Release();
        _done(this, failure);
    }

    private void Release()
    {
        _loop.Cancel(_deadline);
        if (_connection is { IsClosed: false } connection)
            connection.Abort();
    }

    private TcpConnectOptions Options() => new()
    {
        Bind = _target.IsV4 ? SourceV4 : SourceV6,
        ConnectTimeoutMilliseconds = _probe.TimeoutSeconds * 1000,
        Tls = _probe.Kind == AppProbeKind.Https ? AnyServer.Value : null,
    };

    /// <summary>A connection is all that a TCP probe wants.</summary>
    private sealed class TcpProbe(ProbeAttempt attempt) : IConnectionHandler
    {
        public void OnConnected(Connection connection) => attempt.Finish(null);

        public void OnData(Connection connection)
        {
        }

        public void OnEndOfInput(Connection connection)
        {
        }

        public void OnWritable(Connection connection)
        {
        }

        public void OnClosed(Connection connection, CloseReason reason) =>
            attempt.Finish($"{connection.Remote} cannot be reached: {connection.CloseDetail ?? reason.ToString()}");
    }
}
