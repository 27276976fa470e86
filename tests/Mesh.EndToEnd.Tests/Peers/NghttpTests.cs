using System.Globalization;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>nghttp2's clients: HTTP/2 by prior knowledge against nginx, HAProxy and Kestrel.</summary>
[Collection(PeerTests.Name)]
public sealed class NghttpTests(PeersMesh peers, NginxServer nginx) : IClassFixture<NginxServer>, IClassFixture<HaproxyServer>, IClassFixture<EchoApp>
{
    [PeerFact]
    public void Trailers_pass_both_ways()
    {
        var output = Nghttp("-v", "-d", nginx.File, "--trailer", "x-sum: 42", "--trailer", "x-more: y", "http://echo-h2.t/trailers");
        Assert.Contains("x-received: 2", output, StringComparison.Ordinal);
        Assert.Contains("x-sum: 42", output.Split("body\n")[^1], StringComparison.Ordinal);
        Assert.Contains("x-more: y", output.Split("body\n")[^1], StringComparison.Ordinal);
    }

    [PeerTheory]
    [InlineData("-w", "10", "-W", "10")]
    [InlineData("-w", "16", "-W", "16")]
    [InlineData("-w", "30", "-W", "30")]
    public void Windows_of_any_size_carry_the_same(params string[] windows) =>
        Assert.Equal(File.ReadAllText(nginx.File), Nghttp([.. windows, "http://nginx-h2.t/lines"]));

    [PeerTheory]
    [InlineData("nginx-h2.t")]
    [InlineData("haproxy-h2.t")]
    [InlineData("echo-h2.t")]
    public void Heads_in_CONTINUATION_frames_arrive(string host)
    {
        var output = Nghttp("-v", "--continuation", $"http://{host}/small");
        Assert.Contains(":status: 200", output, StringComparison.Ordinal);
        Assert.DoesNotContain("PUSH_PROMISE", output, StringComparison.Ordinal);
    }

    [PeerFact]
    public void Several_requests_padded_and_prioritized_share_a_connection() =>
        Assert.Equal(
            string.Concat(Enumerable.Repeat("GET HTTP/2.0\n", 20)),
            Nghttp(["-b", "200", "-m", "20", "-p", "200", "http://nginx-h2.t/small"]));

    [PeerTheory]
    [InlineData("nginx-h2.t", false)]
    [InlineData("haproxy-h2.t", false)]
    [InlineData("echo-h2.t", false)]
    [InlineData("nginx.t", true)]
    [InlineData("haproxy.t", true)]
    public async Task Ten_thousand_requests_are_answered_and_counted(string host, bool http1)
    {
        var before = await peers.ExchangesAsync();
        var output = peers.Run("h2load", ["-n", "10000", "-c", "8", .. http1 ? (string[])["--h1"] : ["-m", "16"], $"http://{host}/small"]);
        Assert.Contains("10000 succeeded, 0 failed, 0 errored, 0 timeout", output, StringComparison.Ordinal);
        Assert.Contains("10000 2xx, 0 3xx, 0 4xx, 0 5xx", output, StringComparison.Ordinal);
        await peers.AssertCountedAsync(before, 10_000);
    }

    [PeerFact]
    public void Uploads_in_parallel_arrive()
    {
        var output = peers.Run("h2load", "-n", "20", "-c", "2", "-m", "10", "-d", nginx.File, "http://echo-h2.t/digest");
        Assert.Contains("20 succeeded, 0 failed, 0 errored, 0 timeout", output, StringComparison.Ordinal);
        Assert.Contains("20 2xx", output, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{NginxServer.Size} "), Nghttp("-d", nginx.File, "http://echo-h2.t/digest"), StringComparison.Ordinal);
    }

    private string Nghttp(params IEnumerable<string> arguments) => peers.Run("nghttp", ["-t", "60", .. arguments]);
}
