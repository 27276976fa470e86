using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Api.Problems;

namespace Mesh.ControlPlane.Sources.Kubernetes.Statuses;

/// <summary>One condition of a status.</summary>
/// <param name="Type"><c>Accepted</c> or <c>ResolvedRefs</c>.</param>
/// <param name="IsTrue">Whether it holds.</param>
/// <param name="Reason">One word for it.</param>
/// <param name="Message">What is wrong and what to do; empty when nothing is.</param>
internal sealed record Condition(string Type, bool IsTrue, string Reason, string Message)
{
    // A condition's limit is 32768; more than this nobody reads.
    private const int LongestMessage = 1024;

    /// <summary>A condition that holds; its reason is its type.</summary>
    public static Condition Met(string type) => new(type, true, type, "");

    /// <summary>A condition that does not hold, because of problems.</summary>
    public static Condition Unmet(string type, string reason, IEnumerable<Problem> problems)
    {
        var message = string.Join(" | ", problems.Select(problem => $"{problem.Field}: {problem.Message}; {problem.Remedy}"));
        return new Condition(type, false, reason, message.Length <= LongestMessage ? message : message[..LongestMessage]);
    }

    /// <summary>The condition as it is written.</summary>
    /// <param name="generation">The generation of the object that it is about.</param>
    /// <param name="known">The conditions that are there: what did not change keeps its time.</param>
    /// <param name="now">The time of what did.</param>
    public JsonObject ToJson(long generation, JsonArray? known, DateTimeOffset now)
    {
        var status = IsTrue ? "True" : "False";
        var before = known?.FirstOrDefault(entry => (string?)entry!["type"] == Type);
        var since = (string?)before?["status"] == status ? (string?)before!["lastTransitionTime"] : null;
        return new JsonObject
        {
            ["type"] = Type,
            ["status"] = status,
            ["reason"] = Reason,
            ["message"] = Message,
            ["observedGeneration"] = generation,
            ["lastTransitionTime"] = since ?? now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
    }
}
