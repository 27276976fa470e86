using System.Diagnostics;
using System.Text;

namespace Mesh.Engine.Http;

/// <content>Changes of the fields.</content>
public sealed partial class HeaderBlock
{
    /// <summary>Adds a field at the end. <paramref name="name"/> must be lower case; neither may come from this block.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool neverIndexed = false)
    {
        Debug.Assert(!name.ContainsAnyInRange((byte)'A', (byte)'Z'), "Field names are lower case.");
        Append(name, value, neverIndexed ? FieldMarks.NeverIndexed : FieldMarks.None);
    }

    /// <summary>Adds a field whose name, a token in lower case, and value were checked, so that who sends it need not.</summary>
    internal void AddChecked(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool neverIndexed = false) =>
        Append(name, value, neverIndexed ? FieldMarks.Checked | FieldMarks.NeverIndexed : FieldMarks.Checked);

    /// <summary>As <see cref="AddChecked"/>, but the token <paramref name="name"/> may have upper case letters.</summary>
    internal void AddCheckedLowering(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var stored = Append(name, value, FieldMarks.Checked);
        Ascii.ToLowerInPlace(stored, out _);
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
        _fields[index] = _fields[index] with { Value = Store(value), Marks = _fields[index].Marks & ~FieldMarks.Checked };
        Remove(name, index + 1);
    }

    /// <summary>Removes all fields named <paramref name="name"/>; returns how many.</summary>
    public int Remove(ReadOnlySpan<byte> name) => Remove(name, IndexOf(name, 0));

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
            Append(source.NameAt(i), source.ValueAt(i), source.At(i).Marks);
    }

    private int Remove(ReadOnlySpan<byte> name, int start)
    {
        if (start < 0)
            return 0;
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

    /// <summary>Returns the stored name.</summary>
    private Span<byte> Append(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, FieldMarks marks)
    {
        if (Count == _fields.Length)
            GrowFields();
        var before = MakeRoom(name.Length + value.Length);
        var stored = _arena.AsSpan(_used, name.Length + value.Length);
        name.CopyTo(stored);
        value.CopyTo(stored[name.Length..]);
        GiveBack(before);
        _fields[Count++] = new Field(new Range(_used, name.Length), new Range(_used + name.Length, value.Length), marks);
        _used += stored.Length;
        return stored[..name.Length];
    }
}
