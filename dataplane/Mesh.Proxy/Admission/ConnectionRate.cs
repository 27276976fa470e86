using Mesh.Traffic.Time;

namespace Mesh.Proxy.Admission;

/// <summary>So many connections in a second, and after a pause as many at once (generic cell rate algorithm). Thread-safe: loops share it.</summary>
/// <param name="perSecond">1 or more.</param>
/// <param name="time">Clock.</param>
internal sealed class ConnectionRate(int perSecond, TimeProvider time)
{
    private const long Second = 1_000_000_000;

    private readonly long _each = Second / perSecond;
    private long _spentUntil = MonotonicTime.Nanoseconds(time);

    internal bool TryTake()
    {
        var now = MonotonicTime.Nanoseconds(time);
        while (true)
        {
            var spent = Interlocked.Read(ref _spentUntil);
            var next = (spent - now > 0 ? spent : now) + _each;
            if (next - now > _each * perSecond)
                return false;
            if (Interlocked.CompareExchange(ref _spentUntil, next, spent) == spent)
                return true;
        }
    }
}
