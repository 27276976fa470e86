using System.Runtime.CompilerServices;

namespace Mesh.Engine.Http;

/// <summary>
/// The head of one message (or its trailers): pseudo-header values and fields, as bytes in one arena. Reusable and not
/// thread-safe. Field names are lower case; values are without surrounding white space. Spans are valid until the next change.
/// </summary>
public sealed partial class HeaderBlock : IDisposable
{
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
    public bool IsNeverIndexedAt(int index) => (At(index).Marks & FieldMarks.NeverIndexed) != 0;

    /// <summary>Whether whoever received the field at <paramref name="index"/> found its name and value well-formed.</summary>
    internal bool IsCheckedAt(int index) => (At(index).Marks & FieldMarks.Checked) != 0;

    private ref readonly Field At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return ref _fields[index];
    }

    // Inlined by force: the ahead-of-time compiler does not, and lookups spend most of their time here.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Bytes(Range range) => _arena.AsSpan(range.Offset, range.Length);
}
