using System.Collections.Immutable;
using Mesh.Api.Problems;
using Mesh.Api.Resources;

namespace Mesh.Api.Objects;

/// <summary>What was read of one object.</summary>
/// <param name="Resource">The resource; null when something is wrong with it.</param>
/// <param name="Problems">All that is wrong.</param>
public sealed record ObjectReading(MeshResource? Resource, ImmutableArray<Problem> Problems);
