namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>How long to wait after failures: exponentially longer, and by chance up to half of it shorter, so that many do not come at once. Pure.</summary>
/// <param name="first">Longest wait after the first failure.</param>
/// <param name="longest">Longest wait.</param>
/// <param name="random">Chance.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    // From half a second to years; more would overflow.
    private const int MostDoublings = 30;

    /// <summary>The wait after so many failures in a row.</summary>
    /// <param name="failures">At least 1.</param>
    /// <param name="atLeast">What the server asked for; bounded, because it need not be sane.</param>
    public TimeSpan After(int failures, TimeSpan? atLeast = null)
    {
        var wait = first * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        var bounded = wait < longest ? wait : longest;
        var chosen = bounded * (1 - (random.NextDouble() / 2));
        var asked = atLeast ?? TimeSpan.Zero;
        return asked > chosen ? (asked < longest ? asked : longest) : chosen;
    }
}
