namespace Mesh.Engine.Http2;

/// <summary>A first-in first-out list of streams through their own links: no allocation, removal anywhere.</summary>
internal sealed class StreamQueue
{
    private Http2Stream? _last;

    internal Http2Stream? First { get; private set; }

    internal bool IsEmpty => First is null;

    /// <summary>Adds <paramref name="stream"/> at the end, if it is not in the list.</summary>
    internal void Add(Http2Stream stream)
    {
        if (stream.IsQueued)
            return;
        stream.IsQueued = true;
        stream.QueuePrevious = _last;
        if (_last is null)
            First = stream;
        else
            _last.QueueNext = stream;
        _last = stream;
    }

    /// <summary>Takes <paramref name="stream"/> out, if it is in the list.</summary>
    internal void Remove(Http2Stream stream)
    {
        if (!stream.IsQueued)
            return;
        if (stream.QueuePrevious is null)
            First = stream.QueueNext;
        else
            stream.QueuePrevious.QueueNext = stream.QueueNext;
        if (stream.QueueNext is null)
            _last = stream.QueuePrevious;
        else
            stream.QueueNext.QueuePrevious = stream.QueuePrevious;
        stream.QueueNext = stream.QueuePrevious = null;
        stream.IsQueued = false;
    }
}
