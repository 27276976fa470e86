using System.Collections.Immutable;
using Mesh.Api.Problems;

namespace Mesh.Api.Manifests;

/// <summary>The manifest files of a directory as they were at one moment.</summary>
/// <param name="Files">The files that could be read, by name.</param>
/// <param name="Problems">What could not be read.</param>
public sealed record DirectoryContent(ImmutableArray<ManifestFile> Files, ImmutableArray<Problem> Problems)
{
    /// <summary>Whether both hold the same names and texts, so that nothing has to be read again.</summary>
    public bool SameAs(DirectoryContent other) =>
        Files.AsSpan().SequenceEqual(other.Files.AsSpan()) && Problems.AsSpan().SequenceEqual(other.Problems.AsSpan());
}
