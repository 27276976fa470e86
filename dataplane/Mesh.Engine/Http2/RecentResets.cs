namespace Mesh.Engine.Http2;

/// <summary>
/// The streams this side reset lately: what the peer sent before it knew is ignored, RFC 9113 §5.4.2. Bounded; empty it holds no memory.
/// Once it had to forget a stream it gives every stream the benefit of the doubt, rather than have a connection closed wrongly.
/// </summary>
internal sealed class RecentResets
{
    private const int InitialEntries = 16;
    private const int MaxEntries = 1024;

    private int[] _ids = [];
    private int _next;
    private bool _hasForgotten;

    internal void Add(int streamId)
    {
        if (_next == _ids.Length)
        {
            if (_ids.Length < MaxEntries)
                Array.Resize(ref _ids, Math.Max(InitialEntries, _ids.Length * 4));
            else
            {
                _next = 0;
                _hasForgotten = true;
            }
        }
        _ids[_next++] = streamId;
    }

    internal bool Contains(int streamId) => _hasForgotten || _ids.AsSpan().Contains(streamId);
}
