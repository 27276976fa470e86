namespace Mesh.Proxy.Tests.Differential;

/// <summary>The ways to spoil a request, by name. Each returns false when it does not apply.</summary>
internal static class Spoiling
{
    internal static (string Tag, Func<RequestModel, Random, bool> Spoil)[] Ways { get; } = [.. Lines(), .. Fields(), .. Framing(), .. Chunks()];

    private static IEnumerable<(string, Func<RequestModel, Random, bool>)> Lines() =>
    [
        ("method-invalid", Always(r => r.Method = "G(T")),
        ("method-lower", Always(r => r.Method = "get")),
        ("target-space", Always(r => r.Target = "/a b")),
        ("target-fragment", Always(r => r.Target = "/a#b")),
        ("target-not-ascii", Always(r => r.Target = "/\u00e9")),
        ("target-backslash", Always(r => r.Target = "/a\\b")),
        ("target-nul", Always(r => r.Target = "/a\0b")),
        ("target-no-slash", Always(r => r.Target = "a")),
        ("target-asterisk", Always(r => (r.Method, r.Target) = ("GET", "*"))),
        ("target-user", Always(r => r.Target = "http://u@a/")),
        ("target-other-scheme", Always(r => r.Target = "ftp://a/")),
        ("target-other-host", Always(r => r.Target = "http://b/")),
        ("version-20", Always(r => r.Version = "HTTP/2.0")),
        ("version-12", Always(r => r.Version = "HTTP/1.2")),
        ("version-lower", Always(r => r.Version = "http/1.1")),
        ("version-none", Always(r => r.Line = "GET /\r\n")),
        ("line-two-spaces", Always(r => r.Line = $"{r.Method}  {r.Target} {r.Version}\r\n")),
        ("line-tabs", Always(r => r.Line = $"{r.Method}\t{r.Target}\t{r.Version}\r\n")),
        ("line-trailing-space", Always(r => r.Version += " ")),
        ("line-leading-space", Always(r => r.Prefix = " ")),
        ("line-bare-lf", Always(r => r.Line = $"{r.Method} {r.Target} {r.Version}\n")),
        ("line-empty-first", Always(r => r.Prefix = "\r\n")),
        ("line-two-empty-first", Always(r => r.Prefix = "\r\n\r\n")),
        ("line-too-long", Always(r => r.Target = "/" + new string('x', 17_000))),
    ];

    private static IEnumerable<(string, Func<RequestModel, Random, bool>)> Fields() =>
    [
        ("field-bare-lf", Insert("X-Bad: a\n")),
        ("field-bare-cr", Insert("X-Bad: a\rb\r\n")),
        ("field-nul", Insert("X-Bad: a\0b\r\n")),
        ("field-control", Insert("X-Bad: a\u0001b\r\n")),
        ("field-del", Insert("X-Bad: a\u007fb\r\n")),
        ("field-space-before-colon", Insert("X-Bad : a\r\n")),
        ("field-folded", Insert("X-Bad: a\r\n b\r\n")),
        ("field-no-colon", Insert("X-Bad\r\n")),
        ("field-no-name", Insert(": a\r\n")),
        ("field-bad-name", Insert("X(Bad): a\r\n")),
        ("field-not-ascii-name", Insert("X-\u00e9: a\r\n")),
        ("fields-too-many", Always(r => r.Fields.AddRange(Enumerable.Repeat("x: y\r\n", 120)))),
        ("fields-too-large", Always(r => r.Fields.Add($"X-Large: {new string('x', 62_000)}\r\n"))),
        ("host-none", Always(r => r.Replace("Host:"))),
        ("host-twice", Always(r => r.Replace("Host:", "Host: a", "Host: a"))),
        ("host-two", Always(r => r.Replace("Host:", "Host: a", "Host: b"))),
        ("host-empty", Always(r => r.Replace("Host:", "Host:"))),
        ("host-path", Always(r => r.Replace("Host:", "Host: a/b"))),
        ("host-list", Always(r => r.Replace("Host:", "Host: a, b"))),
        ("host-user", Always(r => r.Replace("Host:", "Host: u@a"))),
        ("host-bad-port", Always(r => r.Replace("Host:", "Host: a:99999"))),
        ("connection-bad", Always(r => r.Replace("Connection:", "Connection: a b"))),
        ("connection-names-host", Always(r => r.Replace("Connection:", "Connection: host"))),
    ];

    private static IEnumerable<(string, Func<RequestModel, Random, bool>)> Framing() =>
    [
        .. Length("plus", n => [$"Content-Length: +{n}"]), .. Length("minus", n => [$"Content-Length: -{n}"]), .. Length("hex", n => [$"Content-Length: 0x{n}"]),
        .. Length("list", n => [$"Content-Length: {n}, {n}"]), .. Length("twice", n => [$"Content-Length: {n}", $"Content-Length: {n}"]),
        .. Length("two", n => [$"Content-Length: {n}", "Content-Length: 0"]), .. Length("empty", _ => ["Content-Length:"]),
        .. Length("zeros", n => [$"Content-Length: 000{n}"]), .. Length("overflow", _ => ["Content-Length: 18446744073709551621"]),
        .. Length("with-coding", n => [$"Content-Length: {n}", "Transfer-Encoding: chunked"]), .. Length("named-by-connection", n => [$"Content-Length: {n}", "Connection: content-length"]),
        .. Coding("identity", "Transfer-Encoding: identity"), .. Coding("gzip", "Transfer-Encoding: gzip, chunked"), .. Coding("last-identity", "Transfer-Encoding: chunked, identity"),
        .. Coding("twice", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), .. Coding("unknown", "Transfer-Encoding: xchunked"), .. Coding("quoted", "Transfer-Encoding: \"chunked\""),
        .. Coding("parameter", "Transfer-Encoding: chunked;q=1"), .. Coding("vertical-tab", "Transfer-Encoding: \u000bchunked"), .. Coding("with-length", "Transfer-Encoding: chunked", "Content-Length: 3"),
        ("coding-in-http10", (r, _) => r.IsChunked && (r.Version = "HTTP/1.0") is not null),
    ];

    private static IEnumerable<(string, Func<RequestModel, Random, bool>)> Chunks() =>
    [
        .. Chunk("size-plus", "+1\r\nx\r\n"), .. Chunk("size-minus", "-1\r\nx\r\n"), .. Chunk("size-hex-prefix", "0x1\r\nx\r\n"), .. Chunk("size-empty", "\r\nx\r\n"),
        .. Chunk("size-not-hex", "g\r\nx\r\n"), .. Chunk("size-overflow", "10000000000000001\r\nx\r\n"), .. Chunk("size-leading-space", " 1\r\nx\r\n"),
        .. Chunk("size-trailing-space", "1 \r\nx\r\n"), .. Chunk("size-bare-lf", "1\nx\r\n"), .. Chunk("data-too-long", "1\r\nxx\r\n"), .. Chunk("data-bare-lf", "1\r\nx\n"),
        .. Chunk("extension-bare-lf", "1;a\nb\r\nx\r\n"), .. Chunk("extension-bare-cr", "1;a\rb\r\nx\r\n"), .. Chunk("extension-no-name", "1;\r\nx\r\n"), .. Chunk("extension-control", "1;a\u0001\r\nx\r\n"),
        .. Trailer("space-before-colon", "X : y\r\n"), .. Trailer("folded", "X: y\r\n z\r\n"), .. Trailer("bare-lf", "X: y\n"), .. Trailer("nul", "X: \0\r\n"), .. Trailer("framing", "Content-Length: 5\r\n"),
    ];

    private static Func<RequestModel, Random, bool> Always(Action<RequestModel> spoil) => (request, _) =>
    {
        spoil(request);
        return true;
    };

    private static Func<RequestModel, Random, bool> Insert(string line) => (request, random) =>
    {
        request.Fields.Insert(random.Next(request.Fields.Count + 1), line);
        return true;
    };

    private static (string, Func<RequestModel, Random, bool>)[] Length(string tag, Func<int, string[]> lines) =>
    [
        ("length-" + tag, (request, _) =>
        {
            if (!request.HasLength)
                return false;
            request.Replace("Connection:");
            request.Replace("Content-Length:", lines(request.Body.Length));
            return true;
        }),
    ];

    private static (string, Func<RequestModel, Random, bool>)[] Coding(string tag, params string[] lines) =>
    [
        ("coding-" + tag, (request, _) =>
        {
            if (!request.IsChunked)
                return false;
            request.Replace("Transfer-Encoding:", lines);
            return true;
        }),
    ];

    private static (string, Func<RequestModel, Random, bool>)[] Chunk(string tag, string chunk) =>
    [
        ("chunk-" + tag, (request, _) =>
        {
            if (!request.IsChunked)
                return false;
            request.Body = chunk + request.Body;
            return true;
        }),
    ];

    private static (string, Func<RequestModel, Random, bool>)[] Trailer(string tag, string line) =>
    [
        ("trailer-" + tag, (request, _) =>
        {
            if (!request.IsChunked || !request.Body.EndsWith("0\r\n\r\n", StringComparison.Ordinal))
                return false;
            request.Body = request.Body[..^2] + line + "\r\n";
            return true;
        }),
    ];
}
