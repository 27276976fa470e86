using System.Collections.Immutable;
using Mesh.Api.Problems;
using Mesh.ControlPlane.Sources.Kubernetes.Objects;

namespace Mesh.ControlPlane.Sources.Kubernetes.Statuses;

/// <summary>What a route's status says, by the Gateway API (RouteParentStatus). Pure.</summary>
internal static class RouteConditions
{
    private const string Accepted = "Accepted";
    private const string ResolvedRefs = "ResolvedRefs";

    /// <summary>The conditions for one parent.</summary>
    /// <param name="route">The route.</param>
    /// <param name="parent">The parent's place among <c>parentRefs</c>.</param>
    /// <param name="together">What is wrong with the route beside others: with what it refers to.</param>
    public static ImmutableArray<Condition> Of(RouteObject route, int parent, IEnumerable<Problem> together)
    {
        var own = Errors(route.Problems);
        var others = Errors(together);
        var ofParent = others.Where(problem => IsAt(problem, $"spec.parentRefs[{parent}]")).ToArray();
        var accepted = own.Length > 0 ? Condition.Unmet(Accepted, "UnsupportedValue", own)
            : ofParent.Length > 0 ? Condition.Unmet(Accepted, "NoMatchingParent", ofParent)
            : Condition.Met(Accepted);
        return [accepted, OfBackends([.. own.Where(IsBackend)], [.. others.Where(IsBackend)])];
    }

    private static Condition OfBackends(Problem[] unreadable, Problem[] missing)
    {
        if (unreadable.Length > 0)
            return Condition.Unmet(ResolvedRefs, unreadable[0].Field.EndsWith(".namespace", StringComparison.Ordinal) ? "RefNotPermitted" : "InvalidKind", unreadable);
        return missing.Length > 0 ? Condition.Unmet(ResolvedRefs, "BackendNotFound", missing) : Condition.Met(ResolvedRefs);
    }

    private static Problem[] Errors(IEnumerable<Problem> problems) => [.. problems.Where(problem => problem.Severity == ProblemSeverity.Error)];

    private static bool IsBackend(Problem problem) => problem.Field.Contains("backendRefs", StringComparison.Ordinal);

    private static bool IsAt(Problem problem, string field) =>
        problem.Field.StartsWith(field, StringComparison.Ordinal) && (problem.Field.Length == field.Length || problem.Field[field.Length] == '.');
}
