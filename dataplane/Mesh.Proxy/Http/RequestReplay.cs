using System.Buffers;

namespace Mesh.Proxy.Http;

/// <summary>Keeps what was received of a request's body, for a first attempt that is not connected yet and for further ones.</summary>
/// <param name="max">A longer body is sent once and not again.</param>
internal sealed class RequestReplay(int max)
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Whether everything received so far is still here.</summary>
    internal bool IsComplete { get; private set; } = true;

    /// <summary>What is kept.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Keeps <paramref name="data"/>. With <paramref name="mustKeep"/> even beyond the limit: it was sent to nobody yet.</summary>
    internal void Append(ReadOnlySpan<byte> data, bool mustKeep)
    {
        if (!IsComplete || data.IsEmpty)
            return;
        if (!mustKeep && _length + data.Length > max)
        {
            Drop();
            return;
        }
        if (_bytes.Length < _length + data.Length)
            Grow(_length + data.Length);
        data.CopyTo(_bytes.AsSpan(_length));
        _length += data.Length;
    }

    /// <summary>Everything kept was sent: beyond the limit it is given up now.</summary>
    internal void OnSent()
    {
        if (_length > max)
            Drop();
    }

    /// <summary>Gives the memory back; no further attempt is possible.</summary>
    internal void Drop()
    {
        Release();
        IsComplete = false;
    }

    /// <summary>Makes the buffer ready for another request.</summary>
    internal void Reset()
    {
        Release();
        IsComplete = true;
    }

    private void Release()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        Bytes.CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
