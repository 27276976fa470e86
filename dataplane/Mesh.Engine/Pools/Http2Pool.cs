using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Pools;

/// <summary>
/// HTTP/2 connections: streams share one connection, another one is opened when its stream limit is reached, and leaves again when half of
/// the room without it would do.
/// </summary>
public sealed class Http2Pool : StreamPool, IHttp2ClientOwner
{
    private readonly EventLoop _loop;
    private readonly PoolOptions _options;
    private readonly List<Member> _members = [];

    /// <summary>Creates a pool without any connection.</summary>
    public Http2Pool(EventLoop loop, PoolOptions options)
    {
        _loop = loop;
        _options = options;
    }

    /// <inheritdoc/>
    public override int ActiveStreams => _members.Sum(m => m.Client.ActiveStreams);

    /// <inheritdoc/>
    public override int Connections => _members.Count;

    void IHttp2ClientOwner.OnConnected(Http2ClientConnection connection)
    {
        var member = Of(connection);
        if (_options.Verify(connection.Connection) is { } refusal)
        {
            member.Phase = Phase.Leaving;
            FailWaiting(Waiting, StreamError.PeerRejected, refusal);
            connection.Connection.Abort();
            return;
        }
        member.Phase = Phase.Open;
        var lifetime = _options.LifetimeMilliseconds(connection.Connection);
        if (lifetime < long.MaxValue)
            _loop.Arm(member.Lifetime, lifetime);
        ServeWaiting();
        LeaveIfUnused(member);
    }

    void IHttp2ClientOwner.OnAvailable(Http2ClientConnection connection)
    {
        ServeWaiting();
        if (connection.ActiveStreams == 0)
            LeaveIfUnused(Of(connection));
        Shrink();
    }

    void IHttp2ClientOwner.OnGoAway(Http2ClientConnection connection)
    {
        Of(connection).Phase = Phase.Leaving;
        EnsureConnecting();
    }

    void IHttp2ClientOwner.OnClosed(Http2ClientConnection connection, CloseReason reason)
    {
        var member = Of(connection);
        _members.Remove(member);
        _loop.Cancel(member.Lifetime);
        _loop.Cancel(member.Idle);
        if (member.Phase == Phase.Connecting)
            FailWaiting(Waiting, CloseReasons.ToConnectError(reason), connection.Connection.CloseDetail);
        else
            EnsureConnecting();
    }

    /// <inheritdoc/>
    protected override bool TryOpen(IStreamRequester requester)
    {
        if (Choose(requester.IsUpgrade) is not { } best)
            return false;
        if (requester.IsUpgrade && !best.Client.AllowsExtendedConnect)
        {
            requester.OnStreamFailed(StreamError.Protocol, "the server takes no upgrade over HTTP/2");
            return true;
        }
        _loop.Cancel(best.Idle);
        requester.OnStreamOpened(best.Client.OpenStream(requester.StreamHandler));
        return true;
    }

    /// <inheritdoc/>
    protected override void EnsureConnecting()
    {
        if (Waiting == 0 || _members.Count >= _options.MaxConnections || _members.Exists(IsPromising))
            return;
        var client = new Http2ClientConnection(_options.Connect(NoHandler.Instance), _options.Http2, this);
        _members.Add(new Member(client));
    }

    /// <inheritdoc/>
    protected override void OnDrain()
    {
        foreach (var member in _members.ToArray())
        {
            if (member.Phase == Phase.Open)
                Leave(member);
        }
    }

    // The one with the fewest streams. What a server takes beyond plain requests is only known from its SETTINGS.
    private Member? Choose(bool withSettings)
    {
        Member? best = null;
        foreach (var member in _members)
        {
            if (member.Phase == Phase.Open && member.Client.CanOpenStream && (member.Client.HasSettings || !withSettings)
                && (best is null || member.Client.ActiveStreams < best.Client.ActiveStreams))
                best = member;
        }
        return best;
    }

    // It may soon have room for what is waiting.
    private static bool IsPromising(Member member) =>
        member.Phase == Phase.Connecting || (member.Phase == Phase.Open && !member.Client.HasSettings);

    // A loop and no lambda: this is asked after every exchange, and what a lambda captures is allocated.
    // New streams go where the fewest are, so that no connection would ever be unused while there is traffic. Half, so that a load that
    // wavers about the limit does not make and leave connections.
    private void Shrink()
    {
        if (_members.Count < 2)
            return;
        var (open, streams, limit) = (0, 0L, int.MaxValue);
        Member? least = null;
        foreach (var member in _members)
        {
            if (member.Phase != Phase.Open)
                continue;
            open++;
            streams += member.Client.ActiveStreams;
            limit = Math.Min(limit, member.Client.MaxStreams);
            if (least is null || member.Client.ActiveStreams < least.Client.ActiveStreams)
                least = member;
        }
        if (open > 1 && 2 * streams < (open - 1L) * limit)
            Leave(least!);
    }

    private Member Of(Http2ClientConnection connection)
    {
        foreach (var member in _members)
        {
            if (ReferenceEquals(member.Client, connection))
                return member;
        }
        throw new InvalidOperationException("The connection is not of this pool.");
    }

    private void LeaveIfUnused(Member member)
    {
        if (member.Client.ActiveStreams > 0 || member.Phase != Phase.Open)
            return;
        if (IsDraining && Waiting == 0)
            Leave(member);
        else
            _loop.Arm(member.Idle, _options.Http2IdleMilliseconds);
    }

    private static void Leave(Member member)
    {
        member.Phase = Phase.Leaving;
        member.Client.Drain();
    }

    private static void OnIdle(Member member)
    {
        if (member.Phase == Phase.Open && member.Client.ActiveStreams == 0)
            Leave(member);
    }

    private enum Phase
    {
        Connecting,
        Open,
        Leaving,
    }

    private sealed class Member
    {
        internal Member(Http2ClientConnection client)
        {
            Client = client;
            Lifetime = new LoopTimer(() => Leave(this));
            Idle = new LoopTimer(() => OnIdle(this));
        }

        internal Http2ClientConnection Client { get; }

        internal Phase Phase { get; set; }

        internal LoopTimer Lifetime { get; }

        internal LoopTimer Idle { get; }
    }
}
