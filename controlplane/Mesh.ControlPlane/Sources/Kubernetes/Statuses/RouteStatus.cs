using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Api.Problems;
using Mesh.ControlPlane.Sources.Kubernetes.Objects;

namespace Mesh.ControlPlane.Sources.Kubernetes.Statuses;

/// <summary>Turns conditions into the patch that a route's status needs, if it needs one. Pure.</summary>
internal static class RouteStatus
{
    /// <summary>The name that entries of <c>status.parents</c> are ours by.</summary>
    public const string Controller = "meshctl.dev/controlplane";

    /// <summary>The patch (RFC 7386); null when the status says it already.</summary>
    /// <param name="route">The route.</param>
    /// <param name="together">What is wrong with the route beside others.</param>
    /// <param name="now">The time of conditions that change.</param>
    public static JsonObject? Patch(RouteObject route, IReadOnlyCollection<Problem> together, DateTimeOffset now)
    {
        var present = JsonNode.Parse(route.StatusParents)!.AsArray();
        var ours = present.Where(IsOurs).ToArray();
        var wanted = route.Parents.Select(parent => Entry(route, parent.Value, RouteConditions.Of(route, parent.Key, together), ours, now)).ToArray();
        if (ours.Length == wanted.Length && wanted.All(entry => ours.Any(known => JsonNode.DeepEquals(known, entry))))
            return null;
        return new JsonObject
        {
            // A list is replaced as a whole: what others wrote meanwhile must not be lost.
            ["metadata"] = new JsonObject { ["resourceVersion"] = route.Version },
            ["status"] = new JsonObject { ["parents"] = new JsonArray([.. present.Where(entry => !IsOurs(entry)).Select(entry => entry!.DeepClone()), .. wanted]) },
        };
    }

    private static bool IsOurs(JsonNode? entry) => entry is JsonObject && (string?)entry["controllerName"] == Controller;

    private static JsonObject Entry(RouteObject route, string parent, ImmutableArray<RouteCondition> conditions, JsonNode?[] known, DateTimeOffset now)
    {
        var reference = JsonNode.Parse(parent)!;
        var before = Array.Find(known, entry => JsonNode.DeepEquals(entry!["parentRef"], reference));
        return new JsonObject
        {
            ["parentRef"] = reference,
            ["controllerName"] = Controller,
            ["conditions"] = new JsonArray([.. conditions.Select(condition => Condition(route, condition, before, now))]),
        };
    }

    private static JsonObject Condition(RouteObject route, RouteCondition condition, JsonNode? before, DateTimeOffset now)
    {
        var status = condition.IsTrue ? "True" : "False";
        var known = before?["conditions"]?.AsArray().FirstOrDefault(entry => (string?)entry!["type"] == condition.Type);
        var since = (string?)known?["status"] == status ? (string?)known!["lastTransitionTime"] : null;
        return new JsonObject
        {
            ["type"] = condition.Type,
            ["status"] = status,
            ["reason"] = condition.Reason,
            ["message"] = condition.Message,
            ["observedGeneration"] = route.Generation,
            ["lastTransitionTime"] = since ?? now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
    }
}
