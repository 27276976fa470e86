using Mesh.Cli.Top;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.Cli.Tests.Top;

public class TopQueryTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    private static readonly Row[] Rows =
    [
        Http("web-1.shop", "reviews-v1-1.shop", "reviews.shop:80", "/reviews/1", 80, 80),
        Http("web-1.shop", "reviews-v2-1.shop", "reviews.shop:80", "/reviews/1", 20, 15),
        Http("web-1.shop", "catalog-1.shop", "catalog.shop:80", "/items", 10, 10, latency: 40),
        Http("load-1.shop", "web-1.shop", "web.shop:80", "/", 100, 100),
        Http("load-1.shop", "web-1.shop", "web.shop:80", "/", 100, 100, Direction.Inbound),
        new() { Source = "10.0.0.9", Destination = "web-1.shop", Method = "GET", Path = "/", Direction = Direction.Inbound, Requests = 2, Successes = 2 },
        new() { Source = "catalog-1.shop", Destination = "redis-1.shop", Service = "redis.shop:6379", Mtls = true, OpenConnections = 3, BytesSent = 4096, BytesReceived = 2048 },
    ];

    [Fact]
    public void Rates_are_per_second_and_the_busiest_comes_first()
    {
        var lines = new TopQuery().Run(Rows, Window);
        Assert.Equal(["load-1.shop", "web-1.shop", "web-1.shop", "web-1.shop", "10.0.0.9", "catalog-1.shop"], lines.Select(l => l.Source));
        Assert.Equal([50, 40, 10, 5, 1, 0], lines.Select(l => l.Rps));
        Assert.Equal(75, lines[2].SuccessPercent);
    }

    [Fact]
    public void An_exchange_seen_by_two_proxies_counts_once() =>
        Assert.Equal(50, new TopQuery(To: "web").Run(Rows, Window).Where(l => l.Mtls).Sum(l => l.Rps));

    [Fact]
    public void Callers_without_a_proxy_are_seen_from_the_callee() =>
        Assert.False(Assert.Single(new TopQuery(From: "10.0.0.9").Run(Rows, Window)).Mtls);

    [Theory]
    [InlineData("reviews", null, null, 2)]
    [InlineData(null, "catalog", null, 1)]
    [InlineData(null, null, "tcp", 1)]
    [InlineData("redis.shop:6379", null, null, 1)]
    public void Filters(string? to, string? from, string? method, int expected) =>
        Assert.Equal(expected, new TopQuery(from, to, method).Run(Rows, Window).Count);

    [Theory]
    [InlineData("Success", "reviews-v2-1.shop")]
    [InlineData("P99", "catalog-1.shop")]
    [InlineData("Destination", "catalog-1.shop")]
    public void Sorts(string sort, string first) =>
        Assert.Equal(first, new TopQuery(Sort: Enum.Parse<TopSort>(sort)).Run(Rows, Window)[0].Destination);

    [Fact]
    public void Tcp_lines_have_bytes_a_second()
    {
        var line = Assert.Single(new TopQuery(Method: "TCP").Run(Rows, Window));
        Assert.Equal((2048, 1024, 3), (line.SentPerSecond, line.ReceivedPerSecond, line.OpenConnections));
    }

    [Fact]
    public void As_text()
    {
        var text = string.Join('\n', TopText.Lines(new TopQuery(To: "re").Run(Rows, Window), byRoute: false));
        Assert.Equal("""
            SOURCE      DESTINATION        METHOD  PATH         RPS  SUCCESS     P50     P95     P99  MTLS
            web-1.shop  reviews-v1-1.shop  GET     /reviews/1  40.0  100.00%  0.01ms  0.01ms  0.01ms  yes
            web-1.shop  reviews-v2-1.shop  GET     /reviews/1  10.0   75.00%  0.01ms  0.01ms  0.01ms  yes

            SOURCE          DESTINATION   SERVICE          OPEN      SENT  RECEIVED  SUCCESS  MTLS
            catalog-1.shop  redis-1.shop  redis.shop:6379     3  2.0KiB/s  1.0KiB/s        -  yes
            """.ReplaceLineEndings("\n"), text);
    }

    private static Row Http(string source, string destination, string service, string path, ulong requests, ulong successes, Direction direction = Direction.Outbound, uint latency = 10) =>
        new()
        {
            Direction = direction, Source = source, Destination = destination, Service = service, Method = "GET", Path = path, Mtls = true,
            Requests = requests, Successes = successes, Latency = new Histogram { Index = { latency }, Count = { requests } },
        };
}
