namespace Mesh.Engine.Http2;

/// <summary>Joins the Cookie fields of a request into one, RFC 9113 §8.2.3.</summary>
internal sealed class CookieCrumbs
{
    private const int InitialBytes = 256;
    private const int MaxKeptBytes = 8 * 1024;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>The whole value.</summary>
    internal ReadOnlySpan<byte> Value => _bytes.AsSpan(0, _length);

    internal bool IsEmpty => _length == 0;

    internal void Add(ReadOnlySpan<byte> crumb)
    {
        var separator = _length == 0 ? default : "; "u8;
        var length = _length + separator.Length + crumb.Length;
        if (_bytes.Length < length)
            Array.Resize(ref _bytes, Math.Max(InitialBytes, length * 2));
        separator.CopyTo(_bytes.AsSpan(_length));
        crumb.CopyTo(_bytes.AsSpan(_length + separator.Length));
        _length = length;
    }

    internal void Clear()
    {
        _length = 0;
        if (_bytes.Length > MaxKeptBytes)
            _bytes = [];
    }
}
