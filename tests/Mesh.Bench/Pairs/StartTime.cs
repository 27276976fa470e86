using Mesh.Bench.Load;

namespace Mesh.Bench.Pairs;

/// <summary>How long a program takes to become ready, to a fifth of a millisecond, without what the wrappers take that enter its namespace and become its user.</summary>
internal static class StartTime
{
    private const long Poll = 200_000;
    private const long Longest = 20_000_000_000;
    private const int LongestName = 15;

    /// <summary>Waits for a process to become a program, and then for its ready file; returns the nanoseconds between.</summary>
    /// <exception cref="TimeoutException">It did not within 20 seconds.</exception>
    public static long Measure(int process, string program, string readyFile)
    {
        var name = Path.GetFileName(program);
        name = name[..Math.Min(name.Length, LongestName)];
        WaitFor(() => File.ReadAllText($"/proc/{process}/comm").TrimEnd() == name, $"{program} begins");
        var begin = Clock.Now;
        WaitFor(() => File.Exists(readyFile), $"{program} is ready");
        return Clock.Now - begin;
    }

    private static void WaitFor(Func<bool> condition, string what)
    {
        using var epoll = new Epoll();
        Span<int> tags = stackalloc int[1];
        for (var begin = Clock.Now; !condition();)
        {
            if (Clock.Now - begin > Longest)
            {
                throw new TimeoutException($"not within 20 s: {what}");
            }

            epoll.ArmTimer(Poll);
            _ = epoll.Wait(tags);
        }
    }
}
