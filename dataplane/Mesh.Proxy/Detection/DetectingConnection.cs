using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tcp;

namespace Mesh.Proxy.Detection;

/// <summary>What a connection may turn out to be.</summary>
internal enum Expected
{
    /// <summary>Not known yet: bytes wait.</summary>
    Undecided,

    /// <summary>HTTP/1 or HTTP/2, nothing else.</summary>
    Http,

    /// <summary>Bytes, whatever they are.</summary>
    Tcp,

    /// <summary>HTTP when it starts like HTTP, else bytes.</summary>
    Either,
}

/// <summary>
/// A plaintext connection until its protocol is known: declared, or found in the first bytes. Then an HTTP codec or a relay
/// takes it over. With <see cref="Expected.Either"/> a client that is silent for 300 ms gets its upstream connection, but
/// the verdict stays open until the first byte from either side.
/// </summary>
internal abstract class DetectingConnection : IConnectionHandler
{
    /// <summary>A client silent for so long gets its upstream connection, in case the server speaks first.</summary>
    internal const long SilenceMilliseconds = 300;

    private readonly LoopTimer _silence;
    private TcpExchange? _ahead;
    private Expected _expected;

    /// <summary>Takes over an accepted connection.</summary>
    protected DetectingConnection(ProxyLoop loop, Connection connection)
    {
        Loop = loop;
        Connection = connection;
        _silence = new LoopTimer(OnSilence);
    }

    /// <summary>The loop it runs on.</summary>
    protected ProxyLoop Loop { get; }

    /// <summary>The connection.</summary>
    protected Connection Connection { get; }

    /// <inheritdoc/>
    public abstract void OnConnected(Connection connection);

    /// <inheritdoc/>
    public void OnData(Connection connection) => Detect();

    /// <inheritdoc/>
    public void OnEndOfInput(Connection connection)
    {
        // A client that ends without a byte can only have come for the server's.
        if (_expected is Expected.Http || (_expected == Expected.Either && _ahead is null))
            connection.Close();
    }

    /// <inheritdoc/>
    public void OnWritable(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection, CloseReason reason)
    {
        Loop.Events.Cancel(_silence);
        _ahead?.Discard();
        OnGone();
    }

    /// <summary>From now on it is known what may come.</summary>
    protected void Expect(Expected expected)
    {
        _expected = expected;
        if (expected == Expected.Tcp)
        {
            BecomeTcp(CreateTcp());
            return;
        }
        if (expected == Expected.Either)
            Loop.Events.Arm(_silence, SilenceMilliseconds);
        Detect();
    }

    /// <summary>The receiver of the connection's requests.</summary>
    protected abstract IHttpServer CreateServer();

    /// <summary>The exchange for the connection's bytes.</summary>
    protected abstract TcpExchange CreateTcp();

    /// <summary>The connection closed before anybody took it over.</summary>
    protected virtual void OnGone()
    {
    }

    private void Detect()
    {
        var input = Connection.Input;
        if (_expected is not (Expected.Http or Expected.Either) || input.IsEmpty)
            return;
        input.TryMakeContiguous(Math.Min(input.Length, ProtocolSniffer.MaxBytes));
        switch (ProtocolSniffer.Sniff(input.First))
        {
            case SniffedProtocol.NeedMore:
                return;
            case SniffedProtocol.Http1:
                LeaveToHttp();
                _ = new Http1ServerConnection(Connection, Http1Options.Default, CreateServer());
                return;
            case SniffedProtocol.Http2:
                LeaveToHttp();
                _ = new Http2ServerConnection(Connection, Http2Options.Default, CreateServer());
                return;
            default:
                if (_expected == Expected.Either)
                    BecomeTcp(_ahead ?? CreateTcp());
                else
                    Connection.Abort();
                return;
        }
    }

    private void LeaveToHttp()
    {
        Loop.Events.Cancel(_silence);
        _ahead?.Discard();
    }

    private void BecomeTcp(TcpExchange exchange)
    {
        Loop.Events.Cancel(_silence);
        exchange.Join(new ConnectionStream(Connection));
    }

    private void OnSilence()
    {
        if (!Connection.Input.IsEmpty)
            return;
        _ahead = CreateTcp();
        _ahead.ServerSpokeFirst = () => BecomeTcp(_ahead);
        _ahead.OpenFailed = _ => _ahead = null;
        _ahead.Open();
    }
}
