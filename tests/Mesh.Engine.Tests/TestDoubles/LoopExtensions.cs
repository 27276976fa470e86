using System.Diagnostics;

using Mesh.Engine.Loops;

namespace Mesh.Engine.Tests.TestDoubles;

internal static class LoopExtensions
{
    /// <summary>Runs turns until <paramref name="condition"/> holds; fails after a generous time.</summary>
    public static void RunUntil(this EventLoop loop, Func<bool> condition, string what = "condition")
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            loop.RunOnce(50);
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(20))
                Assert.Fail($"{what}: not reached");
        }
    }
}
