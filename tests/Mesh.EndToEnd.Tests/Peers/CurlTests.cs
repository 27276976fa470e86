using System.Globalization;
using System.Security.Cryptography;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>curl against Kestrel and nginx.</summary>
[Collection(PeerTests.Name)]
public sealed class CurlTests(PeersMesh peers, NginxServer nginx) : IClassFixture<EchoApp>, IClassFixture<NginxServer>
{
    private const string Code = "%{http_version} %{http_code}";

    [PeerTheory]
    [InlineData("--http1.0", "echo.t", "GET HTTP/1.1 echo.t /a?b=c")]
    [InlineData("--http1.1", "echo.t", "GET HTTP/1.1 echo.t /a?b=c")]
    [InlineData("--http2-prior-knowledge", "echo-h2.t", "GET HTTP/2 echo-h2.t /a?b=c")]
    public void Each_version_arrives(string version, string host, string expected) =>
        Assert.Equal($"{expected}\n", Curl(version, $"http://{host}/a?b=c"));

    [PeerTheory]
    [InlineData("echo.t", "1.1 200")]
    [InlineData("nginx.t", "1.1 200")]
    public void An_upgrade_to_h2c_is_not_taken(string host, string expected) =>
        Assert.Equal(expected, Curl("--http2", "-o", "/dev/null", "-w", Code, $"http://{host}/small"));

    [PeerFact]
    public void Names_resolve_to_both_families() =>
        Assert.All<string>(["-4", "-6"], family => Assert.Equal("GET HTTP/1.1 echo.t /\n", Curl(family, "http://echo.t/")));

    [PeerFact]
    public void The_absolute_form_of_a_proxys_client_is_understood() =>
        Assert.Equal("GET HTTP/1.1 echo.t /a\n", Curl("-x", "http://echo.t:80", "http://echo.t/a"));

    [PeerTheory]
    [InlineData("--http1.1", "-T", "echo.t")]
    [InlineData("--http1.1 -H Transfer-Encoding:chunked", "-T", "echo.t")]
    [InlineData("--http1.1 -H Expect:", "-T", "echo.t")]
    [InlineData("--http1.0", "-T", "echo.t")]
    [InlineData("--http2-prior-knowledge", "-T", "echo-h2.t")]
    [InlineData("--http2-prior-knowledge -X POST", "--data-binary", "echo-h2.t")]
    public void Uploads_arrive_whole(string options, string how, string host)
    {
        var digest = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(nginx.File)));
        Assert.Equal($"{NginxServer.Size} {digest}", Curl([.. options.Split(' '), how, how == "-T" ? nginx.File : "@" + nginx.File, $"http://{host}/digest"]));
    }

    [PeerTheory]
    [InlineData("length", "")]
    [InlineData("chunked", "Transfer-Encoding: chunked")]
    [InlineData("unasked", "Expect:")]
    public void Nginx_takes_uploads(string name, string header)
    {
        Assert.Equal("1.1 201", Curl(["-T", nginx.File, .. header.Length > 0 ? ["-H", header] : Array.Empty<string>(), "-w", Code, $"http://nginx.t/upload/{name}"]));
        Assert.Equal(File.ReadAllText(nginx.File), File.ReadAllText(nginx.Uploaded(name)));
    }

    [PeerFact]
    public void A_refusal_in_place_of_100_spares_the_upload() =>
        Assert.Equal("413 0", Curl("-T", nginx.File, "-H", "Expect: 100-continue", "--expect100-timeout", "60", "-w", "%{http_code} %{size_upload}", "http://echo.t/refuse"));

    [PeerTheory]
    [InlineData("--http1.1", "nginx.t", "x-sum: 42")]
    [InlineData("--http2-prior-knowledge", "echo-h2.t", "x-received: 0")]
    public void Trailers_arrive(string version, string host, string expected) =>
        Assert.EndsWith($"body\n{expected}", Curl(version, "-i", $"http://{host}/trailers").Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd(), StringComparison.OrdinalIgnoreCase);

    [PeerTheory]
    [InlineData("--http1.0", "nginx.t")]
    [InlineData("--http1.1", "nginx.t")]
    [InlineData("--http2-prior-knowledge", "nginx-h2.t")]
    public void Files_ranges_heads_and_compression(string version, string host)
    {
        var content = File.ReadAllText(nginx.File);
        var url = $"http://{host}/lines";
        Assert.Equal(content, Curl(version, url));
        Assert.Equal(content, Curl(version, "--compressed", $"http://{host}/gzip/lines"));
        Assert.Equal(content[1000..2000], Curl(version, "-r", "1000-1999", url));
        Assert.Equal(content[^100..], Curl(version, "-r", "-100", url));
        var parts = Curl(version, "-r", "0-31,64-95", url);
        Assert.Contains(content[..32], parts, StringComparison.Ordinal);
        Assert.Contains(content[64..96], parts, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"content-length: {NginxServer.Size}\r"), Curl(version, "-I", url), StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(" 416", Curl(version, "-r", "99999999-", "-o", "/dev/null", "-w", Code, url), StringComparison.Ordinal);
    }

    [PeerFact]
    public void A_connection_is_kept_across_methods_and_empty_responses()
    {
        var url = "http://nginx.t/small";
        var connects = Curl("-w", "%{http_code} %{num_connects}\n", "-o", "/dev/null", url,
            "--next", "-sS", "-w", "%{http_code} %{num_connects}\n", "-I", "-o", "/dev/null", url,
            "--next", "-sS", "-w", "%{http_code} %{num_connects}\n", "-X", "POST", "-d", "x=y", "-o", "/dev/null", url,
            "--next", "-sS", "-w", "%{http_code} %{num_connects}\n", "-o", "/dev/null", url);
        Assert.Equal("200 1\n200 0\n200 0\n200 0\n", connects);
    }

    [PeerTheory]
    [InlineData("--http1.1", "nginx.t")]
    [InlineData("--http2-prior-knowledge", "nginx-h2.t")]
    public void Large_heads_pass_up_to_the_limit(string version, string host)
    {
        var url = $"http://{host}/small";
        Assert.EndsWith(" 200", Curl(version, "-H", $"x: {new string('x', 50_000)}", "-o", "/dev/null", "-w", Code, url), StringComparison.Ordinal);
        Assert.EndsWith(" 431", Curl(version, "-H", $"x: {new string('x', 65_000)}", "-o", "/dev/null", "-w", Code, url), StringComparison.Ordinal);
    }

    // In HTTP/2, curl 7.88 fails at this against nginx itself; h2load does it in NghttpTests.
    [PeerFact]
    public async Task Many_at_once_are_all_answered_and_counted()
    {
        var before = await peers.ExchangesAsync();
        var codes = Curl("-Z", "--parallel-max", "50", "-o", "/dev/null", "-w", "%{http_code}\n", "http://nginx.t/small?[1-500]");
        Assert.Equal(string.Concat(Enumerable.Repeat("200\n", 500)), codes);
        await peers.AssertCountedAsync(before, 500);
    }

    private string Curl(params IEnumerable<string> arguments) => peers.Run("curl", ["-sS", "--max-time", "60", .. arguments]);
}
