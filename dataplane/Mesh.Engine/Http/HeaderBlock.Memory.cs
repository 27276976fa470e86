using System.Buffers;

namespace Mesh.Engine.Http;

/// <content>Where the bytes are.</content>
public sealed partial class HeaderBlock
{
    private HeadMemory? _memory;
    private byte[] _arena = [];
    private Field[] _fields = [];
    private int _used;

    [Flags]
    internal enum FieldMarks : byte
    {
        None = 0,

        /// <summary>No hop may keep it in a compression table.</summary>
        NeverIndexed = 1,

        /// <summary>Name and value were found well-formed when they came.</summary>
        Checked = 2,
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
        if (_memory is not { } memory)
            return;
        GiveBack(_arena);
        if (!ReferenceEquals(_fields, memory.Fields))
            ArrayPool<Field>.Shared.Return(_fields);
        _memory = null;
        _arena = [];
        _fields = [];
        memory.Return();
    }

    private Range Store(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return default;
        var before = MakeRoom(value.Length);
        value.CopyTo(_arena.AsSpan(_used));
        GiveBack(before);
        var range = new Range(_used, value.Length);
        _used += value.Length;
        return range;
    }

    /// <summary>Makes room in the arena; the one that was too small is returned, because what is to be stored may still be in it.</summary>
    private byte[]? MakeRoom(int needed)
    {
        if (_arena.Length - _used >= needed)
            return null;
        EnsureMemory();
        if (_arena.Length - _used >= needed)
            return null;
        var before = _arena;
        _arena = ArrayPool<byte>.Shared.Rent(Math.Max(before.Length * 2, _used + needed));
        before.AsSpan(0, _used).CopyTo(_arena);
        return before;
    }

    private void GiveBack(byte[]? arena)
    {
        if (arena is not null && !ReferenceEquals(arena, _memory!.Arena))
            ArrayPool<byte>.Shared.Return(arena);
    }

    private void GrowFields()
    {
        EnsureMemory();
        if (Count < _fields.Length)
            return;
        var larger = ArrayPool<Field>.Shared.Rent(_fields.Length * 2);
        Array.Copy(_fields, larger, Count);
        if (!ReferenceEquals(_fields, _memory!.Fields))
            ArrayPool<Field>.Shared.Return(_fields);
        _fields = larger;
    }

    private void EnsureMemory()
    {
        if (_memory is not null)
            return;
        _memory = HeadMemory.Rent();
        _arena = _memory.Arena;
        _fields = _memory.Fields;
    }

    internal readonly record struct Range(int Offset, int Length);

    internal readonly record struct Field(Range Name, Range Value, FieldMarks Marks);
}
