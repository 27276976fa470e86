using System.Diagnostics;

namespace Mesh.TestKit;

/// <summary>Waits for a condition, never for a time.</summary>
public static class Eventually
{
    /// <summary>How long a condition may take unless a test says otherwise: far more than it needs on a loaded machine.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <param name="condition">Is asked again and again.</param>
    /// <param name="what">What is waited for; part of the error.</param>
    /// <param name="timeout">When to give up. Default <see cref="DefaultTimeout"/>.</param>
    /// <exception cref="TimeoutException">The condition never held.</exception>
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return TrueAsync(() => Task.FromResult(condition()), what, timeout);
    }

    /// <inheritdoc cref="TrueAsync(Func{bool}, string, TimeSpan?)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > (timeout ?? DefaultTimeout))
            {
                throw new TimeoutException($"not within {(timeout ?? DefaultTimeout).TotalSeconds:0.#} s: {what}");
            }

            await Task.Delay(PollInterval);
        }
    }
}
