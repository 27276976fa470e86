using Mesh.Engine.Http2;

namespace Mesh.Engine.Pools;

/// <summary>The connections of an HTTP/2 pool: which one takes the next stream, how many more are needed, which may go.</summary>
internal sealed class Http2Members
{
    // Handshakes are dear on both sides, and the room that the first of them bring may do.
    private const int MostPromising = 8;

    private readonly List<Http2Member> _all = [];

    // Streams that the peer lets be open on a connection, as it said last; null before it said anything.
    private int? _usual;

    internal int Count => _all.Count;

    internal int ActiveStreams
    {
        get
        {
            var streams = 0;
            foreach (var member in _all)
                streams += member.Client.ActiveStreams;
            return streams;
        }
    }

    /// <summary>Whether a connection is there or on its way.</summary>
    internal bool HasHope => _all.Exists(static m => m.Phase != Http2Phase.Leaving);

    internal void Add(Http2ClientConnection client) => _all.Add(new Http2Member(client));

    internal void Remove(Http2Member member) => _all.Remove(member);

    internal Http2Member Of(Http2ClientConnection client)
    {
        foreach (var member in _all)
        {
            if (ReferenceEquals(member.Client, client))
                return member;
        }
        throw new InvalidOperationException("The connection is not of this pool.");
    }

    /// <summary>A connection's streams or limits changed.</summary>
    internal void Learn(Http2ClientConnection client)
    {
        if (client.HasSettings)
            _usual = client.MaxStreams;
    }

    /// <summary>The one with the fewest streams. What a server takes beyond plain requests is only known from its SETTINGS.</summary>
    internal Http2Member? Choose(bool withSettings)
    {
        Http2Member? best = null;
        foreach (var member in _all)
        {
            if (HasRoom(member, withSettings) && (best is null || member.Client.ActiveStreams < best.Client.ActiveStreams))
                best = member;
        }
        return best;
    }

    /// <summary>How many more connections requests without a stream need, beside those that are promising.</summary>
    internal int Missing(int waiting)
    {
        var (promising, room) = (0, 0L);
        foreach (var member in _all)
        {
            if (!member.IsPromising)
                continue;
            promising++;
            room += Math.Max(0, (_usual ?? int.MaxValue) - member.Client.ActiveStreams);
        }
        if (waiting == 0 || room >= waiting || promising >= MostPromising)
            return 0;
        // Who lets nothing begin on one connection is not asked for it on another one.
        if (_usual is null or 0)
            return HasHope ? 0 : 1;
        var needed = (waiting - room + _usual.Value - 1) / _usual.Value;
        return (int)Math.Min(needed, MostPromising - promising);
    }

    /// <summary>
    /// Lets go of those that are too many for <paramref name="streams"/> at a time: until without another one more than half of the room
    /// would be taken, so that a load that wavers about a limit does not make and leave connections.
    /// </summary>
    internal void LeaveBeyond(int streams)
    {
        while (Survey(out var least, out var limit) is > 1 and var open && 2L * streams < (open - 1L) * limit)
            least!.Leave();
    }

    /// <summary>Lets go of those on which the peer allows no stream.</summary>
    internal void LeaveClosed()
    {
        foreach (var member in _all.ToArray())
        {
            if (member.IsOpen && member.Client is { HasSettings: true, MaxStreams: 0 })
                member.Leave();
        }
    }

    internal void LeaveAll()
    {
        foreach (var member in _all.ToArray())
        {
            if (member.IsOpen)
                member.Leave();
        }
    }

    // Before its SETTINGS a peer is taken to allow what it usually does.
    private bool HasRoom(Http2Member member, bool withSettings) =>
        member.IsOpen && member.Client.CanOpenStream
        && (member.Client.HasSettings || (!withSettings && member.Client.ActiveStreams < (_usual ?? int.MaxValue)));

    private int Survey(out Http2Member? least, out int limit)
    {
        (least, limit) = (null, int.MaxValue);
        var open = 0;
        foreach (var member in _all)
        {
            if (!member.IsOpen)
                continue;
            open++;
            limit = Math.Min(limit, member.Client.MaxStreams);
            if (least is null || member.Client.ActiveStreams < least.Client.ActiveStreams)
                least = member;
        }
        return open;
    }
}
