using Mesh.Engine.Http1;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;

namespace Mesh.Engine.Pools;

/// <summary>HTTP/1 connections: one exchange at a time on each, the most recently used one first.</summary>
public sealed class Http1Pool : StreamPool, IHttp1ClientOwner
{
    private readonly EventLoop _loop;
    private readonly PoolOptions _options;
    private readonly Dictionary<Http1ClientConnection, Member> _members = [];
    private readonly List<Idle> _idle = [];
    private readonly LoopTimer _idleTimer;
    private int _connecting;

    /// <summary>Creates a pool without any connection.</summary>
    public Http1Pool(EventLoop loop, PoolOptions options)
        : base(loop, options)
    {
        _loop = loop;
        _options = options;
        _idleTimer = new LoopTimer(CloseIdle);
    }

    /// <inheritdoc/>
    public override int ActiveStreams => _members.Count - _idle.Count - _connecting;

    /// <inheritdoc/>
    public override int Connections => _members.Count;

    void IHttp1ClientOwner.OnConnected(Http1ClientConnection connection)
    {
        _connecting--;
        _members[connection].IsEstablished = true;
        if (_options.Verify(connection.Connection) is { } refusal)
        {
            FailWaiting(1, Streams.StreamError.PeerRejected, refusal);
            connection.Close();
            return;
        }
        AddIdle(connection);
    }

    void IHttp1ClientOwner.OnIdle(Http1ClientConnection connection)
    {
        if (IsDraining && Waiting == 0)
            connection.Close();
        else
            AddIdle(connection);
    }

    void IHttp1ClientOwner.OnClosed(Http1ClientConnection connection, CloseReason reason)
    {
        _members.Remove(connection, out var member);
        ForgetIdle(connection);
        if (member is { IsEstablished: true })
        {
            EnsureConnecting();
            return;
        }
        _connecting--;
        FailWaiting(1, CloseReasons.ToConnectError(reason), connection.Connection.CloseDetail);
        // At the limit the others had no connection of their own to wait for.
        EnsureConnecting();
    }

    /// <inheritdoc/>
    protected override bool TryOpen(in StreamTicket ticket)
    {
        while (_idle.Count > 0)
        {
            var connection = _idle[^1].Connection;
            _idle.RemoveAt(_idle.Count - 1);
            if (!connection.IsIdle)
                continue;
            ticket.Answer(connection.OpenStream(ticket.Handler));
            return true;
        }
        return false;
    }

    /// <inheritdoc/>
    protected override void EnsureConnecting()
    {
        while (_connecting < Waiting && _members.Count < _options.MaxConnections)
        {
            var connection = new Http1ClientConnection(Connect(), _options.Http1, this);
            _members[connection] = new Member();
            _connecting++;
        }
    }

    /// <inheritdoc/>
    protected override void OnDrain()
    {
        foreach (var idle in _idle.ToArray())
            idle.Connection.Close();
        _idle.Clear();
    }

    private void AddIdle(Http1ClientConnection connection)
    {
        _idle.Add(new Idle(connection, _loop.NowMilliseconds));
        ServeWaiting();
        if (!_idleTimer.IsArmed && _idle.Count > 0)
            _loop.Arm(_idleTimer, _options.Http1IdleMilliseconds);
    }

    // The list is ordered by time of last use: the longest unused connection comes first.
    private void CloseIdle()
    {
        var limit = _loop.NowMilliseconds - _options.Http1IdleMilliseconds;
        var count = 0;
        while (count < _idle.Count && _idle[count].Since <= limit)
            count++;
        var expired = _idle[..count];
        _idle.RemoveRange(0, count);
        foreach (var idle in expired)
            idle.Connection.Close();
        if (_idle.Count > 0)
            _loop.Arm(_idleTimer, Math.Max(1, _idle[0].Since - limit));
    }

    private void ForgetIdle(Http1ClientConnection connection)
    {
        var index = _idle.FindIndex(idle => ReferenceEquals(idle.Connection, connection));
        if (index >= 0)
            _idle.RemoveAt(index);
    }

    private readonly record struct Idle(Http1ClientConnection Connection, long Since);

    private sealed class Member
    {
        internal bool IsEstablished { get; set; }
    }
}
