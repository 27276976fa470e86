using Mesh.Fuzz.Targets;

namespace Mesh.Fuzz.Guidance;

/// <summary>One target's run, called inside the instrumented context: only types of the framework cross its border.</summary>
internal static class Campaign
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs a target. Returns what is wrong, or an empty text.</summary>
    /// <param name="name">The target.</param>
    /// <param name="corpus">File of its inputs.</param>
    /// <param name="crashes">Directory for an input that fails.</param>
    /// <param name="executions">Most mutated inputs.</param>
    /// <param name="quiet">Longest processor time without a new edge.</param>
    /// <param name="seed">Of the mutations.</param>
    /// <param name="keeps">Whether new inputs go into <paramref name="corpus"/>.</param>
    /// <param name="log">Receives lines for people.</param>
    internal static string Run(string name, string corpus, string crashes, long executions, TimeSpan quiet, int seed, bool keeps, Action<string> log)
    {
        var target = AllTargets.Named(name);
        var loop = new FuzzLoop(target, new Random(seed), log);
        Exception? failure = null;
        var running = new Thread(() => failure = loop.Run(Corpus.Read(corpus), new FuzzLimits(executions, quiet))) { IsBackground = true };
        running.Start();
        if (Hangs(running, loop))
            return $"{name}: does not end on {Corpus.Keep(crashes, loop.Current)}";
        if (failure is not null)
            return $"{name}: fails on {Corpus.Keep(crashes, loop.Current)}\n{failure}";
        log($"{name}: {loop.Executions} executions, {loop.EdgeCount} edges, {loop.Kept.Count} inputs");
        if (keeps)
            Corpus.Write(corpus, Smallest(target, loop.Kept));
        return "";
    }

    // An input is counted before it runs: the same count twice, a long time apart, is one that does not end.
    private static bool Hangs(Thread running, FuzzLoop loop)
    {
        for (var before = -1L; !running.Join(Patience); before = loop.Executions)
        {
            if (loop.Executions == before)
                return true;
        }
        return false;
    }

    // Run again from the shortest to the longest, many add nothing any more.
    private static IReadOnlyList<byte[]> Smallest(IFuzzTarget target, IReadOnlyList<byte[]> inputs)
    {
        var loop = new FuzzLoop(target, new Random(0), _ => { });
        loop.Run(inputs, new FuzzLimits(0, TimeSpan.Zero));
        return loop.Kept;
    }
}
