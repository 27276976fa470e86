using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Proxy.Limits;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.ServerNames;
using Mesh.Proxy.Tcp;
using Mesh.Traffic.Routing;

namespace Mesh.Proxy.Detection;

/// <summary>
/// A plaintext connection until its protocol is known: declared, or found in the first bytes. Then an HTTP codec or a relay
/// takes it over. With <see cref="Expected.Either"/> a client that is silent for 300 ms gets its upstream connection, but
/// the verdict stays open until the first byte from either side.
/// </summary>
internal abstract class DetectingConnection : IConnectionHandler, IAheadOwner
{
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

    /// <summary>What its requests may be.</summary>
    protected virtual HttpLimits Limits => Loop.State.Limits.Applications;

    /// <summary>Whether the client is to make its further requests on another connection.</summary>
    protected abstract bool IsToEndSoon { get; }

    /// <inheritdoc/>
    public abstract void OnConnected(Connection connection);

    /// <inheritdoc/>
    public void OnData(Connection connection) => Detect();

    /// <inheritdoc/>
    public void OnEndOfInput(Connection connection) => Detect();

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

    /// <inheritdoc/>
    void IAheadOwner.OnServerSpoke() => BecomeTcp();

    // What a client would see without a proxy: nobody there.
    /// <inheritdoc/>
    void IAheadOwner.OnAheadFailed()
    {
        _ahead = null;
        Connection.Abort();
    }

    /// <summary>From now on it is known what may come.</summary>
    protected void Expect(Expected expected)
    {
        _expected = expected;
        Detect();
    }

    /// <summary>The receiver of the connection's requests.</summary>
    protected abstract IHttpServer CreateServer();

    /// <summary>The exchange for the connection's bytes.</summary>
    protected abstract TcpExchange CreateTcp();

    /// <summary>A TLS client asked for this server, empty when it named none; false when it cannot have it.</summary>
    protected virtual bool TryRoute(ReadOnlySpan<byte> serverName) => false;

    /// <summary>The connection closed before anybody took it over.</summary>
    protected virtual void OnGone()
    {
    }

    private void Detect()
    {
        var input = Connection.Input;
        input.TryMakeContiguous(Math.Min(input.Length, DetectionRules.MaxBytes(_expected)));
        Take(DetectionRules.OnBytes(_expected, input.First, Connection.InputEnded));
    }

    private void OnSilence() => Take(DetectionRules.OnSilence(_expected, Connection.Input.IsEmpty, _ahead is not null));

    private void Take(DetectionStep step)
    {
        switch (step)
        {
            case DetectionStep.Wait:
                ArmSilence();
                break;
            case DetectionStep.OpenAhead:
                _ahead = CreateTcp();
                ArmSilence();
                _ahead.OpenAhead(this);
                break;
            case DetectionStep.Http1:
                LeaveToHttp();
                ServeHttp1();
                break;
            case DetectionStep.Http2:
                LeaveToHttp();
                ServeHttp2();
                break;
            case DetectionStep.Tcp:
                BecomeTcp();
                break;
            case DetectionStep.ServerName:
                BecomeNamed();
                break;
            default:
                Refuse();
                break;
        }
    }

    private void ArmSilence()
    {
        if (_expected != Expected.Undecided)
            Loop.Events.Arm(_silence, DetectionRules.SilenceLimit(_expected, Connection.Input.IsEmpty, _ahead is not null));
    }

    private void ServeHttp1()
    {
        var http = new Http1ServerConnection(Connection, Limits.Http1, CreateServer());
        if (IsToEndSoon)
            http.EndAfterResponse();
    }

    private void ServeHttp2()
    {
        var http = new Http2ServerConnection(Connection, Limits.Http2, CreateServer());
        if (IsToEndSoon)
            http.Drain();
    }

    private void LeaveToHttp()
    {
        Loop.Events.Cancel(_silence);
        _ahead?.Discard();
    }

    private void BecomeNamed()
    {
        Span<byte> name = stackalloc byte[ServerNameTable.MaxName];
        ClientHelloReader.Read(Connection.Input.First, name, out var length);
        if (TryRoute(name[..length]))
            BecomeTcp();
        else
            Connection.Abort();
    }

    private void Refuse()
    {
        if (Connection.Input.IsEmpty)
            Connection.Close();
        else
            Connection.Abort();
    }

    private void BecomeTcp()
    {
        Loop.Events.Cancel(_silence);
        (_ahead ?? CreateTcp()).Join(new ConnectionStream(Connection));
    }
}
