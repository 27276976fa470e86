namespace Mesh.Engine.Http2;

/// <summary>A token bucket in the loop's time: how much useless work a peer may cause.</summary>
internal struct Budget
{
    private const int MillisecondsToFill = 10_000;

    private readonly int _capacity;
    private double _tokens;
    private long _filledAt;

    /// <summary>Creates a full bucket of <paramref name="capacity"/> tokens; a tenth of them comes back each second.</summary>
    internal Budget(int capacity, long nowMilliseconds)
    {
        _tokens = _capacity = capacity;
        _filledAt = nowMilliseconds;
    }

    /// <summary>Takes a token; false when none is left.</summary>
    internal bool TrySpend(long nowMilliseconds)
    {
        if (nowMilliseconds != _filledAt)
        {
            _tokens = Math.Min(_capacity, _tokens + ((double)_capacity * (nowMilliseconds - _filledAt) / MillisecondsToFill));
            _filledAt = nowMilliseconds;
        }
        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }

    /// <summary>Gives tokens back for useful work.</summary>
    internal void Refund(int tokens) => _tokens = Math.Min(_capacity, _tokens + tokens);
}
