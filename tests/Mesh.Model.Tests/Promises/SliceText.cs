namespace Mesh.Model.Tests.Promises;

/// <summary>Endpoints as one line: <c>a1:ready b1:draining:zone-b:b</c>, pod, state, hint for a zone, hint for a node.</summary>
internal static class SliceText
{
    private static readonly Dictionary<string, (string Address, string Node)> Pods = new()
    {
        ["a1"] = ("10.1.0.1", "a"), ["a2"] = ("10.1.0.2", "a"), ["b1"] = ("10.1.1.1", "b"),
    };

    public static string Of(string line) => $"[{string.Join(',', line.Split(' ').Select(Endpoint))}]";

    public static string Addresses(string pods) => string.Join(',', pods.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pod => $"{Pods[pod].Address}:8080"));

    private static string Endpoint(string text)
    {
        var parts = text.Split(':');
        var (address, node) = Pods[parts[0]];
        var (ready, serving, terminating) = parts[1] switch
        {
            "ready" => ("true", "true", "false"),
            "unready" => ("false", "false", "false"),
            "draining" => ("false", "true", "true"),
            _ => ("false", "false", "true"),
        };
        var zones = parts.Length > 2 ? $$""" "forZones": [{"name": "{{parts[2]}}"}] """ : "";
        var nodes = parts.Length > 3 ? $$""", "forNodes": [{"name": "{{parts[3]}}"}] """ : "";
        var hints = zones.Length > 0 ? $$""", "hints": { {{zones}} {{nodes}} }""" : "";
        return $$"""{"addresses": ["{{address}}"], "nodeName": "{{node}}", "conditions": {"ready": {{ready}}, "serving": {{serving}}, "terminating": {{terminating}} } {{hints}} }""";
    }
}
