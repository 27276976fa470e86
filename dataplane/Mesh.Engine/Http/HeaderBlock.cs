using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Mesh.Engine.Http;

/// <summary>
/// The head of one message (or its trailers): pseudo-header values and fields, as bytes in one arena. Reusable and not
/// thread-safe. Field names are lower case; values are without surrounding white space. Spans are valid until the next change.
/// </summary>
public sealed class HeaderBlock : IDisposable
{
    private const int InitialArena = 1024;
    private const int InitialFields = 16;

    private byte[] _arena = [];
    private Field[] _fields = [];
    private int _used;
    private Range _method;
    private Range _scheme;
    private Range _authority;
    private Range _path;
    private Range _protocol;

    /// <summary>The request's method; empty in responses and trailers.</summary>
    public ReadOnlySpan<byte> Method { get => Bytes(_method); set => _method = Store(value); }

    /// <summary>The request's scheme, <c>http</c> or <c>https</c>; empty for plain CONNECT.</summary>
    public ReadOnlySpan<byte> Scheme { get => Bytes(_scheme); set => _scheme = Store(value); }

    /// <summary>The request's authority: HTTP/1's Host or absolute-form authority, HTTP/2's <c>:authority</c>. There is no <c>host</c> field beside it.</summary>
    public ReadOnlySpan<byte> Authority { get => Bytes(_authority); set => _authority = Store(value); }

    /// <summary>The request's path and query, or <c>*</c>; empty for plain CONNECT.</summary>
    public ReadOnlySpan<byte> Path { get => Bytes(_path); set => _path = Store(value); }

    /// <summary>
    /// Request: protocol of an extended CONNECT (RFC 8441) or, in lower case, of an HTTP/1 upgrade (<c>websocket</c>); else empty.
    /// Response to such a request: the same protocol when it was accepted, with status 200; else empty.
    /// </summary>
    public ReadOnlySpan<byte> Protocol { get => Bytes(_protocol); set => _protocol = Store(value); }

    /// <summary>The response's status code, 100 to 999; 0 in requests and trailers.</summary>
    public int Status { get; set; }

    /// <summary>The version the message was received in.</summary>
    public HttpVersion Version { get; set; } = HttpVersion.Http11;

    /// <summary>Number of fields.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all names and values.</summary>
    public int TotalBytes => _used;

    /// <summary>Name of the field at <paramref name="index"/>, in order of arrival.</summary>
    public ReadOnlySpan<byte> NameAt(int index) => Bytes(At(index).Name);

    /// <summary>Value of the field at <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> ValueAt(int index) => Bytes(At(index).Value);

    /// <summary>The first value of <paramref name="name"/> (lower case).</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var index = IndexOf(name, 0);
        value = index < 0 ? default : ValueAt(index);
        return index >= 0;
    }

    /// <summary>Whether a field named <paramref name="name"/> (lower case) is there.</summary>
    public bool Contains(ReadOnlySpan<byte> name) => IndexOf(name, 0) >= 0;

    /// <summary>Index of the next field named <paramref name="name"/> at or after <paramref name="start"/>; -1 when there is none.</summary>
    public int IndexOf(ReadOnlySpan<byte> name, int start)
    {
        for (var i = start; i < Count; i++)
        {
            if (_fields[i].Name.Length == name.Length && Bytes(_fields[i].Name).SequenceEqual(name))
                return i;
        }
        return -1;
    }

    /// <summary>
    /// Whether the sender of the field at <paramref name="index"/> forbade every hop to keep it in a compression table (RFC 7541 §7.1.3).
    /// </summary>
    public bool IsNeverIndexedAt(int index) => At(index).NeverIndexed;

    /// <summary>Adds a field at the end. <paramref name="name"/> must be lower case; neither may come from this block.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool neverIndexed = false)
    {
        Debug.Assert(!name.ContainsAnyInRange((byte)'A', (byte)'Z'), "Field names are lower case.");
        if (Count == _fields.Length)
            GrowFields();
        var storedName = Store(name);
        _fields[Count++] = new Field(storedName, Store(value), neverIndexed);
    }

    /// <summary>Adds a field whose ASCII <paramref name="name"/> may have upper case letters.</summary>
    internal void AddLowering(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Count == _fields.Length)
            GrowFields();
        var storedName = Store(name);
        Ascii.ToLowerInPlace(_arena.AsSpan(storedName.Offset, storedName.Length), out _);
        _fields[Count++] = new Field(storedName, Store(value), NeverIndexed: false);
    }

    /// <summary>Replaces all fields named <paramref name="name"/> by one.</summary>
    public void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var index = IndexOf(name, 0);
        if (index < 0)
        {
            Add(name, value);
            return;
        }
        _fields[index] = _fields[index] with { Value = Store(value) };
        Remove(name, index + 1);
    }

    /// <summary>Removes all fields named <paramref name="name"/>; returns how many.</summary>
    public int Remove(ReadOnlySpan<byte> name) => Remove(name, 0);

    /// <summary>Removes the field at <paramref name="index"/>; later ones move up.</summary>
    public void RemoveAt(int index)
    {
        _ = At(index);
        Count--;
        Array.Copy(_fields, index + 1, _fields, index, Count - index);
    }

    /// <summary>Makes this block equal to <paramref name="source"/>.</summary>
    public void CopyFrom(HeaderBlock source)
    {
        Clear();
        Method = source.Method;
        Scheme = source.Scheme;
        Authority = source.Authority;
        Path = source.Path;
        Protocol = source.Protocol;
        Status = source.Status;
        Version = source.Version;
        for (var i = 0; i < source.Count; i++)
            Add(source.NameAt(i), source.ValueAt(i), source.IsNeverIndexedAt(i));
    }

    /// <summary>Empties the block but keeps its memory.</summary>
    public void Clear()
    {
        _used = 0;
        Count = 0;
        Status = 0;
        Version = HttpVersion.Http11;
        _method = _scheme = _authority = _path = _protocol = default;
    }

    /// <summary>Empties the block and gives its memory back. It may be used again.</summary>
    public void Dispose()
    {
        Clear();
        if (_arena.Length > 0)
            ArrayPool<byte>.Shared.Return(_arena);
        if (_fields.Length > 0)
            ArrayPool<Field>.Shared.Return(_fields);
        _arena = [];
        _fields = [];
    }

    private int Remove(ReadOnlySpan<byte> name, int start)
    {
        var kept = start;
        for (var i = start; i < Count; i++)
        {
            if (!Bytes(_fields[i].Name).SequenceEqual(name))
                _fields[kept++] = _fields[i];
        }
        var removed = Count - kept;
        Count = kept;
        return removed;
    }

    private Field At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _fields[index];
    }

    // Inlined by force: the ahead-of-time compiler does not, and lookups spend most of their time here.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Bytes(Range range) => _arena.AsSpan(range.Offset, range.Length);

    private Range Store(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return default;
        if (_arena.Length - _used < value.Length)
            return StoreSlow(value);
        value.CopyTo(_arena.AsSpan(_used));
        var range = new Range(_used, value.Length);
        _used += value.Length;
        return range;
    }

    private Range StoreSlow(ReadOnlySpan<byte> value)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(InitialArena, Math.Max(_arena.Length * 2, _used + value.Length)));
        _arena.AsSpan(0, _used).CopyTo(larger);
        value.CopyTo(larger.AsSpan(_used));
        if (_arena.Length > 0)
            ArrayPool<byte>.Shared.Return(_arena);
        _arena = larger;
        var range = new Range(_used, value.Length);
        _used += value.Length;
        return range;
    }

    private void GrowFields()
    {
        var larger = ArrayPool<Field>.Shared.Rent(Math.Max(InitialFields, _fields.Length * 2));
        Array.Copy(_fields, larger, Count);
        if (_fields.Length > 0)
            ArrayPool<Field>.Shared.Return(_fields);
        _fields = larger;
    }

    private readonly record struct Range(int Offset, int Length);

    private readonly record struct Field(Range Name, Range Value, bool NeverIndexed);
}
