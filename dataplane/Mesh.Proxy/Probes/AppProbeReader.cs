using System.Text.Json;
using Mesh.Conventions;

namespace Mesh.Proxy.Probes;

/// <summary>Reads the probes that the injector wrote into the environment (<see cref="AppProbeNames"/>). Strict: what is unknown is refused.</summary>
internal static class AppProbeReader
{
    private const int MaxLength = 256 * 1024;
    private const int MaxProbes = 512;
    private const int MaxTimeoutSeconds = 3600;
    private const int MaxText = 4096;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };
    private static readonly string[] Kinds = [AppProbeNames.Liveness, AppProbeNames.Readiness, AppProbeNames.Startup, AppProbeNames.PostStart, AppProbeNames.PreStop];

    /// <summary>Reads the variable.</summary>
    /// <param name="json">Its value; null or empty: no probes.</param>
    /// <returns>The probes by the end of their path, <c>CONTAINER/readyz</c>.</returns>
    /// <exception cref="FormatException">It is malformed; the message says where.</exception>
    internal static IReadOnlyDictionary<string, AppProbe> Read(string? json)
    {
        if (string.IsNullOrEmpty(json))
            return new Dictionary<string, AppProbe>();
        if (json.Length > MaxLength)
            throw new FormatException($"longer than {MaxLength} characters");
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return ReadAll(document.RootElement);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped lone surrogate, which is JSON but not text.
            throw new FormatException($"not JSON: {malformed.Message}", malformed);
        }
    }

    private static Dictionary<string, AppProbe> ReadAll(JsonElement root)
    {
        var probes = new Dictionary<string, AppProbe>(StringComparer.Ordinal);
        foreach (var member in Members(root, "the whole"))
        {
            if (probes.Count == MaxProbes || member.Name.Split('/') is not [{ Length: > 0 }, var kind] || !Kinds.Contains(kind))
                throw new FormatException($"'{Shown(member.Name)}' is not CONTAINER/livez, /readyz, /startupz, /poststart or /prestop, or one too many");
            probes.Add(member.Name, ReadOne(member.Value, member.Name));
        }
        return probes;
    }

    private static AppProbe ReadOne(JsonElement json, string where)
    {
        AppProbe? probe = null;
        var timeout = 1;
        foreach (var member in Members(json, where))
        {
            if (member.NameEquals("timeoutSeconds"))
                timeout = Number(member.Value, $"{where}.timeoutSeconds", MaxTimeoutSeconds);
            else if (probe is null)
                probe = ReadAction(member, $"{where}.{Shown(member.Name)}");
            else
                throw new FormatException($"{where} has two actions");
        }
        return (probe ?? throw new FormatException($"{where} has no action")) with { TimeoutSeconds = timeout };
    }

    private static AppProbe ReadAction(JsonProperty action, string where) => action.Name switch
    {
        "httpGet" => ReadHttp(action.Value, where),
        "tcpSocket" => new AppProbe(AppProbeKind.Tcp, Port(Only(action.Value, where, "port"), where), 1),
        "grpc" => new AppProbe(AppProbeKind.Grpc, Port(Only(action.Value, where, "port", "service"), where), 1) { Service = Text(action.Value, "service", where) ?? "" },
        _ => throw new FormatException($"{where} is not known"),
    };

    private static AppProbe ReadHttp(JsonElement json, string where)
    {
        var kind = Text(Only(json, where, "port", "path", "scheme", "headers"), "scheme", where) switch
        {
            null or "HTTP" => AppProbeKind.Http,
            "HTTPS" => AppProbeKind.Https,
            var other => throw new FormatException($"{where}.scheme '{Shown(other)}' is neither HTTP nor HTTPS"),
        };
        var path = Text(json, "path", where) ?? "/";
        if (path.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new FormatException($"{where}.path has a character that a request's target cannot have");
        var headers = ReadHeaders(json, where);
        return new AppProbe(kind, Port(json, where), 1)
        {
            Path = path.StartsWith('/') ? path : "/" + path,
            Host = headers.Find(header => header.Name == "host").Value,
            Headers = [.. headers.Where(header => header.Name != "host")],
        };
    }

    private static List<(string Name, string Value)> ReadHeaders(JsonElement json, string where)
    {
        var headers = new List<(string, string)>();
        if (!json.TryGetProperty("headers", out var list))
            return headers;
        if (list.ValueKind != JsonValueKind.Array)
            throw new FormatException($"{where}.headers is not a list");
        foreach (var header in list.EnumerateArray())
        {
            var name = Text(Only(header, $"{where}.headers", "name", "value"), "name", where) ?? "";
            var value = Text(header, "value", where) ?? "";
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
                || value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value.Trim() != value)
                throw new FormatException($"{where}.headers has a field that HTTP does not allow");
            headers.Add((name.ToLowerInvariant(), value));
        }
        return headers;
    }

    private static JsonElement Only(JsonElement json, string where, params string[] known) =>
        Members(json, where).All(member => known.Contains(member.Name)) ? json : throw new FormatException($"{where} has a member that is none of {string.Join(", ", known)}");

    private static JsonElement.ObjectEnumerator Members(JsonElement json, string where) =>
        json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : throw new FormatException($"{where} is not an object");

    private static int Port(JsonElement json, string where) =>
        Number(json.TryGetProperty("port", out var port) ? port : default, $"{where}.port", ushort.MaxValue);

    private static int Number(JsonElement json, string where, int max) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number) && number >= 1 && number <= max
            ? number
            : throw new FormatException($"{where} is not a number from 1 to {max}");

    private static string? Text(JsonElement json, string name, string where) =>
        !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= MaxText } text ? text
        : throw new FormatException($"{where}.{name} is not a text of at most {MaxText} characters");

    private static string Shown(string text) => text.Length > 64 ? text[..64] + "…" : text;
}
