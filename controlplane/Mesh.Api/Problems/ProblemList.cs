using System.Collections.Immutable;

namespace Mesh.Api.Problems;

/// <summary>Collects what is wrong with a set of resources.</summary>
internal sealed class ProblemList
{
    private const int LongestText = 400;

    // More would not be read, and each takes memory.
    private const int MostProblems = 1000;

    private readonly List<Problem> _problems = [];
    private bool _hasErrors;

    public void Add(Problem problem)
    {
        // An error always fits, so that a set is not accepted because of many warnings before it.
        if (_problems.Count < MostProblems || (problem.Severity == ProblemSeverity.Error && !_hasErrors))
            _problems.Add(ToPrintable(problem));
        _hasErrors |= problem.Severity == ProblemSeverity.Error;
    }

    /// <summary>All of them by file and line; equal places keep the order of finding.</summary>
    public ImmutableArray<Problem> Ordered() =>
        [.. _problems.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line)];

    private static Problem ToPrintable(Problem problem) => problem with
    {
        Field = Printable(problem.Field),
        Message = Printable(problem.Message),
        Remedy = Printable(problem.Remedy),
    };

    // What users wrote is quoted in messages, which end up in logs and terminals.
    private static string Printable(string text)
    {
        var cut = text.Length <= LongestText ? text : text[..LongestText] + "…";
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c)) : cut;
    }
}
