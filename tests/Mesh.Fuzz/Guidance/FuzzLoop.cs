using Mesh.Fuzz.Coverage;
using Mesh.Fuzz.Targets;

namespace Mesh.Fuzz.Guidance;

/// <summary>Runs a target on its corpus and on what mutation makes of it, and keeps each input that covers something new.</summary>
internal sealed class FuzzLoop(IFuzzTarget target, Random random, Action<string> log)
{
    private readonly CoverageMap _covered = new();
    private readonly List<byte[]> _corpus = [];
    private TimeSpan _now;
    private TimeSpan _lastNew;
    private TimeSpan _lastLine;

    /// <summary>Inputs run so far.</summary>
    internal long Executions { get; private set; }

    /// <summary>Edges covered so far.</summary>
    internal int EdgeCount => _covered.EdgeCount;

    /// <summary>The inputs that covered something new when they came.</summary>
    internal IReadOnlyList<byte[]> Kept => _corpus;

    /// <summary>The input that runs, or ran last; read by who waits for it.</summary>
    internal byte[] Current { get; private set; } = [];

    /// <summary>Runs until a limit; null, or what the target said of <see cref="Current"/>.</summary>
    internal Exception? Run(IEnumerable<byte[]> inputs, FuzzLimits limits)
    {
        // Shorter inputs first: the corpus is then made of the shortest that cover what they do.
        foreach (var input in inputs.Concat(target.Seeds).OrderBy(input => input.Length))
        {
            if (Try(input) is { } failure)
                return failure;
        }
        if (_corpus.Count == 0)
            _corpus.Add([]);
        var mutator = new Mutator(random, target.Words);
        _lastNew = _now = Environment.CpuUsage.TotalTime;
        for (long left = limits.Executions; left > 0 && _now - _lastNew < limits.Quiet; left--)
        {
            if (Try(mutator.Mutate(Choose(), Choose())) is { } failure)
                return failure;
            if (left % 256 == 0)
                Tell();
        }
        return null;
    }

    private Exception? Try(byte[] input)
    {
        Current = input;
        Executions++;
        Edges.Clear();
        try
        {
            target.Run(input);
        }
        catch (Exception exception)
        {
            return exception;
        }
        var edges = EdgeCount;
        if (_covered.Add())
            _corpus.Add(input);
        if (EdgeCount > edges)
            _lastNew = _now;
        return null;
    }

    // What came last leads further more often than what came first.
    private byte[] Choose() => _corpus[Math.Max(random.Next(_corpus.Count), random.Next(3) == 0 ? 0 : random.Next(_corpus.Count))];

    // Processor time: a busy machine, or one that was stopped, does not count as having looked.
    private void Tell()
    {
        _now = Environment.CpuUsage.TotalTime;
        if (_now - _lastLine < TimeSpan.FromSeconds(10))
            return;
        _lastLine = _now;
        log($"{target.Name}: {Executions} executions, {EdgeCount} edges, {_corpus.Count} inputs, {(_now - _lastNew).TotalSeconds:0} s since the last new edge");
    }
}
