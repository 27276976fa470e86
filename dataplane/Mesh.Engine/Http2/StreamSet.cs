using Mesh.Engine.Loops;

namespace Mesh.Engine.Http2;

/// <summary>The streams of a connection by id, and the objects that wait for the next ones.</summary>
internal sealed class StreamSet
{
    private const int MaxIdle = 128;
    private const int KeptIdle = 2;
    private const int TrimMilliseconds = 10_000;

    private readonly Dictionary<int, Http2Stream> _open = [];

    // First in, first out: an object rests as long as possible, so that a late call to it is harmless.
    private readonly Queue<Http2Stream> _idle = new();
    private readonly Http2Connection _connection;
    private readonly RecentResets _resets = new();
    private readonly LoopTimer _trim;

    internal StreamSet(Http2Connection connection)
    {
        _connection = connection;
        _trim = new LoopTimer(Trim);
    }

    /// <summary>Streams that are open or half-closed.</summary>
    internal int Count => _open.Count;

    /// <summary>Those streams; must not be used across changes.</summary>
    internal Dictionary<int, Http2Stream>.ValueCollection Open => _open.Values;

    /// <summary>The open stream with this id.</summary>
    internal Http2Stream? Find(int id) => _open.GetValueOrDefault(id);

    /// <summary>Whether this side reset the stream lately.</summary>
    internal bool WasReset(int id) => _resets.Contains(id);

    /// <summary>Takes note of a reset sent to the peer.</summary>
    internal void NoteReset(int id) => _resets.Add(id);

    /// <summary>An object for a new stream.</summary>
    internal Http2Stream Rent() => _idle.TryDequeue(out var stream) ? stream : new Http2Stream(_connection);

    internal void Add(Http2Stream stream) => _open.Add(stream.Id, stream);

    internal void Remove(Http2Stream stream) => _open.Remove(stream.Id);

    /// <summary>Takes an object back that nobody uses any more.</summary>
    internal void Return(Http2Stream stream)
    {
        if (_connection.Connection.IsClosed || _idle.Count == MaxIdle)
        {
            stream.Dispose();
            return;
        }
        _idle.Enqueue(stream);
        if (_idle.Count > KeptIdle && !_trim.IsArmed)
            _connection.Connection.Loop.Arm(_trim, TrimMilliseconds);
    }

    /// <summary>The connection is gone: gives the waiting objects' memory back.</summary>
    internal void Close()
    {
        _connection.Connection.Loop.Cancel(_trim);
        DropIdle(0);
    }

    // A connection that is used now and then must not hold the memory of its busiest moment.
    private void Trim()
    {
        if (Count == 0)
            DropIdle(KeptIdle);
        else
            _connection.Connection.Loop.Arm(_trim, TrimMilliseconds);
    }

    private void DropIdle(int kept)
    {
        while (_idle.Count > kept)
            _idle.Dequeue().Dispose();
    }
}
