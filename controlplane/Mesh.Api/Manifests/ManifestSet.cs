using System.Collections.Immutable;
using Mesh.Api.Problems;
using Mesh.Api.Resources;

namespace Mesh.Api.Manifests;

/// <summary>What was read of a set of files, and everything that is wrong with it.</summary>
/// <param name="Resources">The resources that could be read. Not to be used while <see cref="HasErrors"/>.</param>
/// <param name="Problems">All problems, ordered by file and line.</param>
public sealed record ManifestSet(ResourceSet Resources, ImmutableArray<Problem> Problems)
{
    /// <summary>Whether the whole set is refused, so that what ran before keeps running.</summary>
    public bool HasErrors => Problems.Any(problem => problem.Severity == ProblemSeverity.Error);
}
