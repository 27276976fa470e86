namespace Mesh.Engine.Http2;

/// <summary>
/// The streams this side reset lately: what the peer sent before it knew is ignored, RFC 9113 §5.4.2. Bounded; empty it holds no memory.
/// </summary>
internal sealed class RecentResets
{
    private const int InitialEntries = 16;
    private const int MaxEntries = 1024;

    private int[] _ids = [];
    private int _next;

    internal void Add(int streamId)
    {
        if (_next == _ids.Length)
        {
            if (_ids.Length < MaxEntries)
                Array.Resize(ref _ids, Math.Max(InitialEntries, _ids.Length * 4));
            else
                _next = 0;
        }
        _ids[_next++] = streamId;
    }

    internal bool Contains(int streamId) => _ids.AsSpan().Contains(streamId);
}
