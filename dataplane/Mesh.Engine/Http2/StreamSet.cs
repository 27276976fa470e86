namespace Mesh.Engine.Http2;

/// <summary>The streams of a connection by id, and the objects that wait for the next ones.</summary>
internal sealed class StreamSet
{
    private const int MaxIdle = 128;

    private readonly Dictionary<int, Http2Stream> _open = [];

    // First in, first out: an object rests as long as possible, so that a late call to it is harmless.
    private readonly Queue<Http2Stream> _idle = new();
    private readonly Http2Connection _connection;
    private readonly RecentResets _resets = new();

    internal StreamSet(Http2Connection connection) => _connection = connection;

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
        if (_idle.Count < MaxIdle)
            _idle.Enqueue(stream);
        else
            stream.Dispose();
    }

    /// <summary>Gives the waiting objects' memory back.</summary>
    internal void DropIdle()
    {
        while (_idle.TryDequeue(out var stream))
            stream.Dispose();
    }
}
