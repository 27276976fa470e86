using System.Collections.Immutable;
using Mesh.Api.Problems;
using Mesh.ControlPlane.Sources.Kubernetes.Objects;

namespace Mesh.ControlPlane.Sources.Kubernetes.Statuses;

/// <summary>One condition of a route's status.</summary>
/// <param name="Type"><c>Accepted</c> or <c>ResolvedRefs</c>.</param>
/// <param name="IsTrue">Whether it holds.</param>
/// <param name="Reason">The Gateway API's word for it.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record RouteCondition(string Type, bool IsTrue, string Reason, string Message);

/// <summary>What a route's status says, by the Gateway API (RouteParentStatus). Pure.</summary>
internal static class RouteConditions
{
    // A condition's limit is 32768; more than this nobody reads.
    private const int LongestMessage = 1024;

    /// <summary>The conditions for one parent.</summary>
    /// <param name="route">The route.</param>
    /// <param name="parent">The parent's place among <c>parentRefs</c>.</param>
    /// <param name="together">What is wrong with the route beside others: with what it refers to.</param>
    public static ImmutableArray<RouteCondition> Of(RouteObject route, int parent, IEnumerable<Problem> together)
    {
        var own = Errors(route.Problems);
        var others = Errors(together);
        var ofParent = others.Where(problem => IsAt(problem, $"spec.parentRefs[{parent}]")).ToArray();
        var accepted = own.Length > 0 ? False("Accepted", "UnsupportedValue", own)
            : ofParent.Length > 0 ? False("Accepted", "NoMatchingParent", ofParent)
            : new RouteCondition("Accepted", true, "Accepted", "");
        return [accepted, ResolvedRefs(own, others)];
    }

    private static RouteCondition ResolvedRefs(Problem[] own, Problem[] others)
    {
        var unreadable = own.Where(IsBackend).ToArray();
        var missing = others.Where(IsBackend).ToArray();
        if (unreadable.Length > 0)
            return False("ResolvedRefs", unreadable[0].Field.EndsWith(".namespace", StringComparison.Ordinal) ? "RefNotPermitted" : "InvalidKind", unreadable);
        return missing.Length > 0 ? False("ResolvedRefs", "BackendNotFound", missing) : new RouteCondition("ResolvedRefs", true, "ResolvedRefs", "");
    }

    private static RouteCondition False(string type, string reason, Problem[] problems)
    {
        var message = string.Join(" | ", problems.Select(problem => $"{problem.Field}: {problem.Message}; {problem.Remedy}"));
        return new RouteCondition(type, false, reason, message.Length <= LongestMessage ? message : message[..LongestMessage]);
    }

    private static Problem[] Errors(IEnumerable<Problem> problems) => [.. problems.Where(problem => problem.Severity == ProblemSeverity.Error)];

    private static bool IsBackend(Problem problem) => problem.Field.Contains("backendRefs", StringComparison.Ordinal);

    private static bool IsAt(Problem problem, string field) =>
        problem.Field.StartsWith(field, StringComparison.Ordinal) && (problem.Field.Length == field.Length || problem.Field[field.Length] == '.');
}
