namespace Mesh.Engine.Http2.Hpack;

/// <summary>
/// Remembers which fields, or names, were sent lately. What is seen for the first time is not worth a table entry: request ids, dates and
/// trace contexts never come again and would only evict what does.
/// </summary>
internal sealed class RecentFields
{
    private const int Slots = 128;

    private readonly uint[] _hashes = new uint[Slots];

    /// <summary>Whether <paramref name="hash"/> was seen lately; takes note of it.</summary>
    internal bool SeenBefore(uint hash)
    {
        ref var slot = ref _hashes[hash % Slots];
        var seen = slot == hash;
        slot = hash;
        return seen;
    }
}
