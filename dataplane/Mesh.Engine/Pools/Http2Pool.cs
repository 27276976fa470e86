using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Pools;

/// <summary>
/// HTTP/2 connections: streams share one connection; others are opened, some at a time, when its stream limit is reached, and leave again
/// when half of the room without them would have done for a while.
/// </summary>
public sealed class Http2Pool : StreamPool, IHttp2ClientOwner
{
    // A peer that serves but takes no further connection, because of a limit of its own, is not asked for one again and again.
    private const int PauseMilliseconds = 1000;

    private readonly EventLoop _loop;
    private readonly PoolOptions _options;
    private readonly Http2Members _members = new();
    private readonly Http2Surplus _surplus;
    private readonly LoopTimer _pause;

    /// <summary>Creates a pool without any connection.</summary>
    public Http2Pool(EventLoop loop, PoolOptions options)
        : base(loop, options)
    {
        _loop = loop;
        _options = options;
        _surplus = new Http2Surplus(loop, _members, options.Http2SurplusMilliseconds);
        _pause = new LoopTimer(EnsureConnecting);
    }

    /// <inheritdoc/>
    public override int ActiveStreams => _members.ActiveStreams;

    /// <inheritdoc/>
    public override int Connections => _members.Count;

    void IHttp2ClientOwner.OnConnected(Http2ClientConnection connection)
    {
        var member = _members.Of(connection);
        if (_options.Verify(connection.Connection) is { } refusal)
        {
            member.Phase = Http2Phase.Leaving;
            FailWaiting(Waiting, StreamError.PeerRejected, refusal);
            connection.Connection.Abort();
            return;
        }
        member.Phase = Http2Phase.Open;
        var lifetime = _options.LifetimeMilliseconds(connection.Connection);
        if (lifetime < long.MaxValue)
            _loop.Arm(member.Lifetime, lifetime);
        ServeWaiting();
        LeaveIfUnused(member);
    }

    void IHttp2ClientOwner.OnAvailable(Http2ClientConnection connection)
    {
        _members.Learn(connection);
        ServeWaiting();
        if (connection.ActiveStreams == 0)
            LeaveIfUnused(_members.Of(connection));
    }

    void IHttp2ClientOwner.OnGoAway(Http2ClientConnection connection)
    {
        _members.Of(connection).Phase = Http2Phase.Leaving;
        EnsureConnecting();
    }

    void IHttp2ClientOwner.OnClosed(Http2ClientConnection connection, CloseReason reason)
    {
        var member = _members.Of(connection);
        _members.Remove(member);
        _loop.Cancel(member.Lifetime);
        _loop.Cancel(member.Idle);
        if (member.Phase != Http2Phase.Connecting)
            EnsureConnecting();
        else if (_members.HasHope)
            _loop.Arm(_pause, PauseMilliseconds);
        else
            FailWaiting(Waiting, CloseReasons.ToConnectError(reason), connection.Connection.CloseDetail);
    }

    /// <inheritdoc/>
    protected override bool TryOpen(in StreamTicket ticket)
    {
        if (_members.Choose(withSettings: ticket.IsUpgrade) is not { } best)
            return false;
        if (ticket.IsUpgrade && !best.Client.AllowsExtendedConnect)
        {
            ticket.Fail(StreamError.Protocol, "the server takes no upgrade over HTTP/2");
            return true;
        }
        _loop.Cancel(best.Idle);
        ticket.Answer(best.Client.OpenStream(ticket.Handler));
        _surplus.Watch();
        return true;
    }

    /// <inheritdoc/>
    protected override void EnsureConnecting()
    {
        if (_pause.IsArmed && _members.HasHope)
            return;
        var missing = Math.Min(_members.Missing(Waiting), _options.MaxConnections - _members.Count);
        for (; missing > 0; missing--)
            _members.Add(new Http2ClientConnection(Connect(), _options.Http2, this));
    }

    /// <inheritdoc/>
    protected override void OnDrain() => _members.LeaveAll();

    /// <inheritdoc/>
    protected override void OnStarved() => _members.LeaveClosed();

    private void LeaveIfUnused(Http2Member member)
    {
        if (member.Client.ActiveStreams > 0 || !member.IsOpen)
            return;
        if (IsDraining && Waiting == 0)
            member.Leave();
        else
            _loop.Arm(member.Idle, _options.Http2IdleMilliseconds);
    }
}
