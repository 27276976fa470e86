using System.Text.Json.Nodes;
using Mesh.Api.Problems;
using Mesh.ControlPlane.Sources.Kubernetes.Objects;

namespace Mesh.ControlPlane.Sources.Kubernetes.Statuses;

/// <summary>The change that an object's status needs, if it needs one. Pure.</summary>
internal static class StatusPatch
{
    /// <summary>The name that entries of <c>status.parents</c> are ours by.</summary>
    public const string Controller = "meshctl.dev/controlplane";

    /// <summary>The patch (RFC 7386); null when the status says it already.</summary>
    /// <param name="subject">The object.</param>
    /// <param name="together">What is wrong with it beside others.</param>
    /// <param name="now">The time of conditions that change.</param>
    public static JsonObject? Of(ReportedObject subject, IReadOnlyCollection<Problem> together, DateTimeOffset now) => subject switch
    {
        RouteObject route => OfRoute(route, together, now),
        OwnObject own => OfOwn(own, together, now),
        _ => null,
    };

    private static JsonObject? OfRoute(RouteObject route, IReadOnlyCollection<Problem> together, DateTimeOffset now)
    {
        var present = JsonNode.Parse(route.StatusParents)!.AsArray();
        var ours = present.Where(IsOurs).ToArray();
        var wanted = route.Parents.Select(parent => Entry(parent.Key, parent.Value)).ToArray();
        if (ours.Length == wanted.Length && wanted.All(entry => ours.Any(known => JsonNode.DeepEquals(known, entry))))
            return null;
        return Patch(route, "parents", [.. present.Where(entry => !IsOurs(entry)).Select(entry => entry!.DeepClone()), .. wanted]);

        JsonObject Entry(int position, string parent)
        {
            var reference = JsonNode.Parse(parent)!;
            var before = Array.Find(ours, entry => JsonNode.DeepEquals(entry!["parentRef"], reference))?["conditions"]?.AsArray();
            var conditions = RouteConditions.Of(route, position, together).Select(condition => condition.ToJson(route.Generation, before, now));
            return new JsonObject { ["parentRef"] = reference, ["controllerName"] = Controller, ["conditions"] = new JsonArray([.. conditions]) };
        }
    }

    private static JsonObject? OfOwn(OwnObject own, IReadOnlyCollection<Problem> together, DateTimeOffset now)
    {
        var errors = own.Problems.Concat(together).Where(problem => problem.Severity == ProblemSeverity.Error).ToArray();
        var condition = errors.Length == 0 ? Condition.Met("Accepted") : Condition.Unmet("Accepted", "Invalid", errors);
        var present = JsonNode.Parse(own.StatusConditions)!.AsArray();
        var wanted = condition.ToJson(own.Generation, present, now);
        if (present.Any(entry => JsonNode.DeepEquals(entry, wanted)))
            return null;
        return Patch(own, "conditions", [.. present.Where(entry => (string?)entry?["type"] != condition.Type).Select(entry => entry!.DeepClone()), wanted]);
    }

    // A list is replaced as a whole, so that the version guards what others wrote meanwhile.
    private static JsonObject Patch(ReportedObject subject, string list, JsonNode[] entries) => new()
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = subject.Version },
        ["status"] = new JsonObject { [list] = new JsonArray(entries) },
    };

    private static bool IsOurs(JsonNode? entry) => entry is JsonObject && (string?)entry["controllerName"] == Controller;
}
