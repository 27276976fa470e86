using System.Collections.Concurrent;
using Mesh.Proxy.Tests.Http1;

namespace Mesh.Proxy.Tests.Differential;

/// <summary>An application that writes down what it sees, by the case that a request names, and answers 200.</summary>
internal sealed class Recorder
{
    private static readonly HashSet<string> Ignored =
        ["content-length", "transfer-encoding", "x-forwarded-client-cert", "x-forwarded-for", "x-forwarded-proto", "forwarded", "x-mesh-hops"];

    private readonly ConcurrentDictionary<string, List<IReadOnlyDictionary<string, string>>> _seen = new();

    /// <summary>The requests of a case, but for the one that ends it.</summary>
    internal IReadOnlyList<IReadOnlyDictionary<string, string>> SeenOf(int number) =>
        _seen.TryGetValue($"{number}", out var seen) ? [.. seen.Where(s => !s["target"].EndsWith(DifferentialCase.End, StringComparison.Ordinal))] : [];

    internal async Task ServeAsync(RawApp.Request request)
    {
        var parts = Parts(request.Message, await request.ReadBodyAsync());
        var seen = _seen.GetOrAdd(parts.GetValueOrDefault("field x-case", ""), _ => []);
        lock (seen)
            seen.Add(parts);
        await request.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }

    // What frames the message may change on the way; who called is the proxies' to say.
    private static Dictionary<string, string> Parts(RawMessage message, string body)
    {
        var line = message.Line.Split(' ');
        var parts = new Dictionary<string, string> { ["method"] = line[0], ["target"] = line[1], ["body"] = body, ["trailers"] = string.Join('|', message.Trailers).ToLowerInvariant() };
        foreach (var field in message.Fields)
        {
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            var name = field[..colon].ToLowerInvariant();
            var value = field[(colon + 1)..].Trim(' ', '\t');
            if (!Ignored.Contains(name))
                parts[$"field {name}"] = parts.TryGetValue($"field {name}", out var before) ? $"{before}, {value}" : value;
        }
        return parts;
    }
}
