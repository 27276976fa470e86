using System.Text.Json;
using Mesh.Api.Decoding;
using Mesh.Api.Problems;

namespace Mesh.Api.Objects;

/// <summary>
/// Reads single objects as an API server sends them: with the checks of manifests, except that fields which are not known, or meant for
/// other programs, are no errors. Pure.
/// </summary>
public static class ObjectReader
{
    /// <summary>Reads an object. Never throws for what it contains.</summary>
    /// <param name="apiVersion">Its API group and version, which objects of a list do not say themselves.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="json">The object.</param>
    /// <exception cref="ArgumentException">Not a kind of manifests.</exception>
    public static ObjectReading Read(string apiVersion, string kind, JsonElement json)
    {
        var known = ResourceKind.Find(apiVersion, kind) ?? throw new ArgumentException($"the kind {kind} of {apiVersion} is not known");
        var problems = new ProblemList();
        var context = new DecodeContext("", problems, isFromCluster: true) { ReportsUnknown = apiVersion.Contains('.', StringComparison.Ordinal) && kind != "EndpointSlice" };
        var decoded = DocumentDecoder.Decode(context, known, JsonTree.Read(json));
        return new ObjectReading(decoded.Resource, problems.Ordered());
    }
}
