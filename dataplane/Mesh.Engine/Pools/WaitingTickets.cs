namespace Mesh.Engine.Pools;

/// <summary>Questions without an answer, oldest first. Those that were withdrawn stay for a while, but never outnumber the others by much.</summary>
internal sealed class WaitingTickets
{
    private const int Slack = 16;

    private readonly Queue<(StreamTicket Ticket, long Since)> _queue = new();

    /// <summary>How many wait.</summary>
    internal int Count { get; private set; }

    internal void Add(in StreamTicket ticket, long now)
    {
        ticket.OnQueued();
        Count++;
        _queue.Enqueue((ticket, now));
    }

    /// <summary>The oldest that still waits; it stays.</summary>
    internal bool TryPeek(out StreamTicket ticket, out long since)
    {
        while (_queue.TryPeek(out var oldest))
        {
            if (oldest.Ticket.IsLive)
            {
                (ticket, since) = oldest;
                return true;
            }
            _queue.Dequeue();
        }
        (ticket, since) = (default, 0);
        return false;
    }

    /// <summary>One of them was answered or withdrawn.</summary>
    internal void OnSettled()
    {
        Count--;
        if (_queue.Count <= 2 * Count + Slack)
            return;
        for (var left = _queue.Count; left > 0; left--)
        {
            var entry = _queue.Dequeue();
            if (entry.Ticket.IsLive)
                _queue.Enqueue(entry);
        }
    }
}
