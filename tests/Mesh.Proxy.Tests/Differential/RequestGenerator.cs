namespace Mesh.Proxy.Tests.Differential;

/// <summary>Makes requests from RFC 9112's grammar, and spoils half of them in one place each. The same seed makes the same requests.</summary>
internal sealed class RequestGenerator(int seed)
{
    private static readonly string[] Methods = ["GET", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "x-Custom!"];

    private static readonly (string Tag, string Target)[] Targets =
    [
        ("", "/"), ("", "/a/b.c?x=1&y=%20"), ("", "/a%2Fb"), ("", "/~a;p=1/b"), ("", "/?"), ("target-dots", "/a/../b"), ("target-dots-encoded", "/a/%2e%2e/b"),
        ("target-double-slash", "//a//b"), ("target-encoded-letter", "/%41"), ("absolute-form", "http://a/x?y"), ("absolute-form-no-path", "http://a"),
        ("target-lenient", "/a|b{c}"), ("target-lenient-query", "/x?a\"b<c>"),
    ];

    private static readonly (string Tag, string Field)[] Extras =
    [
        ("", "Accept: text/html, */*;q=0.1"), ("", "User-Agent: test/1 (x; y)"), ("", "X-A: 1"), ("", "x-lower: b"), ("", "X_under: 1"), ("", "Cache-Control: no-cache"),
        ("empty-value", "X-Empty:"), ("", "X-Space:  \t a  b \t "), ("obs-text", "X-Obs: \u00e9\u00ff"), ("cookie", "Cookie: a=1; b=2"), ("", "X-Tokens: !#$%&'*+-.^_`|~"),
        ("", "Authorization: Basic eDp5"), ("", "If-None-Match: \"x\""), ("", "Referer: http://b/"),
    ];

    private readonly Random _random = new(seed);

    internal RequestModel Next(int number)
    {
        var request = new RequestModel { Method = Pick(Methods) };
        Tag(request, Pick(Targets), (r, target) => r.Target = target);
        if (request.Method == "OPTIONS" && Chance(2))
        {
            request.Target = "*";
            request.Tags.Clear();
            request.Tags.Add("options-asterisk");
        }
        request.Add("Host: a");
        request.Add($"X-Case: {number}");
        foreach (var extra in Enumerable.Range(0, _random.Next(4)).Select(_ => Pick(Extras)).Distinct())
            Tag(request, extra, (r, field) => r.Add(field));
        if (Chance(8))
            AddRepeated(request);
        if (Chance(8))
            AddHop(request);
        AddBody(request);
        if (Chance(10) && !request.IsChunked)
            BecomeHttp10(request);
        if (Chance(2))
            Spoil(request);
        return request;
    }

    private void AddBody(RequestModel request)
    {
        var content = new string('b', Pick([0, 1, 5, 100, 3000]));
        if (request.Method is "GET" or "HEAD" or "OPTIONS" or "DELETE")
        {
            if (!Chance(8))
                return;
            Tag(request, ("body-with-" + request.Method, ""), (_, _) => { });
        }
        if (Chance(2))
        {
            request.Add($"Content-Length: {content.Length}");
            request.Body = content;
            return;
        }
        request.Add(Pick(["Transfer-Encoding: chunked", "Transfer-Encoding: chunked", "Transfer-Encoding: Chunked"]));
        request.Body = Chunks(request, content);
    }

    private string Chunks(RequestModel request, string content)
    {
        var body = "";
        for (var rest = content; rest.Length > 0;)
        {
            var part = rest[..Math.Min(rest.Length, _random.Next(1, 2000))];
            var size = Pick([$"{part.Length:x}", $"{part.Length:X}", $"00{part.Length:x}"]);
            body += $"{size}{(Chance(6) ? ";name=\"v\"" : "")}\r\n{part}\r\n";
            rest = rest[part.Length..];
        }
        if (!Chance(5))
            return body + "0\r\n\r\n";
        request.Tags.Add("trailers");
        return body + "0\r\nX-Sum: 1\r\n\r\n";
    }

    private static void AddRepeated(RequestModel request)
    {
        request.Tags.Add("repeated-field");
        request.Add("X-Twice: 1");
        request.Add("X-Other: o");
        request.Add("X-Twice: 2");
    }

    private void AddHop(RequestModel request)
    {
        var (tag, lines) = Pick<(string, string[])>(
        [
            ("connection-names", ["Connection: x-hop", "X-Hop: 1"]), ("keep-alive", ["Connection: keep-alive", "Keep-Alive: timeout=5"]),
            ("proxy-connection", ["Proxy-Connection: keep-alive"]), ("te", ["TE: gzip"]), ("te-trailers", ["TE: trailers", "Connection: te"]), ("close", ["Connection: close"]),
        ]);
        request.Tags.Add(tag);
        foreach (var line in lines)
            request.Add(line);
    }

    private void BecomeHttp10(RequestModel request)
    {
        request.Version = "HTTP/1.0";
        request.Tags.Add("http10");
        if (Chance(2))
            request.Replace("Connection", "Connection: keep-alive");
        if (Chance(4))
        {
            request.Tags.Add("http10-no-host");
            request.Replace("Host:");
        }
    }

    private void Spoil(RequestModel request)
    {
        var (tag, spoil) = Pick(Spoiling.Ways);
        if (spoil(request, _random))
            request.Tags.Add(tag);
    }

    private static void Tag(RequestModel request, (string Tag, string Text) choice, Action<RequestModel, string> apply)
    {
        if (choice.Tag.Length > 0)
            request.Tags.Add(choice.Tag);
        apply(request, choice.Text);
    }

    private bool Chance(int of) => _random.Next(of) == 0;

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
