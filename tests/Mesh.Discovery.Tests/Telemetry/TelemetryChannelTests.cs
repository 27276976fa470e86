using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Discovery.Telemetry;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Discovery.Transport;
using Mesh.Protos.Telemetry.V1;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Discovery.Tests.Telemetry;

public sealed class TelemetryChannelTests : IAsyncLifetime
{
    private readonly FakeTransport _transport = new();
    private readonly FakeCredentials _credentials = new();
    private readonly FakeSource _source = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _logger = new();
    private readonly TelemetryChannel _channel;

    public TelemetryChannelTests() =>
        _channel = new TelemetryChannel("shop/web", "1.2.3", _transport, _credentials, _source, _time, new Random(1), _logger);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    [Fact]
    public async Task It_says_hello_and_is_silent_until_asked()
    {
        var stream = await StartAsync();

        Assert.Equal("/mesh.telemetry.v1.TelemetryService/Connect", stream.Method);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(7ul, (await AskAsync(stream, 7)).QueryId);
        Assert.Single(_source.Asked);
    }

    [Fact]
    public async Task Nothing_is_opened_before_there_is_a_certificate()
    {
        _channel.Start();
        Assert.Equal(0, _transport.Attempts);

        _credentials.Issue();

        await _transport.NextStreamAsync();
    }

    [Fact]
    public async Task Each_report_covers_the_time_since_the_last_one()
    {
        var stream = await StartAsync();
        await AskAsync(stream, 1);
        _time.Advance(TimeSpan.FromMilliseconds(1500));

        var second = await AskAsync(stream, 2);

        Assert.Equal(Duration.FromTimeSpan(TimeSpan.FromSeconds(1.5)), second.Window);
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(1.5)], _source.Asked.Select(asked => asked.Window));
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 1)]
    [InlineData(2000, 2000)]
    [InlineData(2001, 2000)]
    [InlineData(uint.MaxValue, 2000)]
    public async Task The_number_of_rows_is_bounded(uint asked, int rows)
    {
        var stream = await StartAsync();

        await AskAsync(stream, 1, asked);

        Assert.Equal(rows, _source.Asked.Single().TopK);
    }

    [Fact]
    public async Task Rows_arrive_as_they_were_counted()
    {
        _source.Rows =
        [
            new TelemetryRow
            {
                Direction = TelemetryDirection.Inbound, Source = "web.shop", Destination = "catalog.shop", Service = "catalog.shop:80", Method = "GET", Path = "/items",
                Route = "default", Mtls = true, Requests = 5, Successes = 4, Retries = 1, OpenConnections = -3, BytesSent = 10, BytesReceived = 20, Latency = [(17, 5)],
            },
        ];
        var stream = await StartAsync();

        var row = (await AskAsync(stream, 1)).Rows.Single();

        // A counter below zero was read while it changed.
        Assert.Equal(
            new Row
            {
                Direction = Direction.Inbound, Source = "web.shop", Destination = "catalog.shop", Service = "catalog.shop:80", Method = "GET", Path = "/items",
                Route = "default", Mtls = true, Requests = 5, Successes = 4, Retries = 1, OpenConnections = 0, BytesSent = 10, BytesReceived = 20,
                Latency = new Histogram { Index = { 17 }, Count = { 5 } },
            },
            row);
    }

    [Fact]
    public async Task A_broken_stream_is_opened_again_after_a_pause_that_grows()
    {
        _transport.IsDown = true;
        _credentials.Issue();
        _channel.Start();

        // Half a second doubling to ten, at least half of it each: 7 waits are no less than 15 s.
        var start = _time.GetTimestamp();
        await PassTimeUntilAsync(() => _transport.Attempts >= 8, TimeSpan.FromMilliseconds(50));
        Assert.True(_time.GetElapsedTime(start) > TimeSpan.FromSeconds(15));

        _transport.IsDown = false;
        var next = _transport.NextStreamAsync();
        await PassTimeUntilAsync(() => next.IsCompleted, TimeSpan.FromSeconds(1));
        await HelloAsync(await next);
    }

    [Fact]
    public async Task A_message_that_is_no_query_ends_the_stream()
    {
        var stream = await StartAsync();

        stream.Send([0xFF]);

        var next = _transport.NextStreamAsync();
        await PassTimeUntilAsync(() => next.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.True(stream.IsDisposed);
        Assert.True(_logger.Contains("Telemetry stream ended"));
    }

    [Fact]
    public async Task New_credentials_bring_a_new_stream()
    {
        var stream = await StartAsync();
        await AskAsync(stream, 1);

        _credentials.Issue();

        var next = _transport.NextStreamAsync();
        await PassTimeUntilAsync(() => next.IsCompleted, TimeSpan.FromMilliseconds(100));
        await HelloAsync(await next);
        Assert.True(stream.IsDisposed);
        // This is no failure, so that nothing is logged.
        Assert.Empty(_logger.Lines);
        Assert.Equal(2ul, (await AskAsync(await next, 2)).QueryId);
    }

    [Fact]
    public async Task A_refusal_is_logged_with_its_reason()
    {
        var stream = await StartAsync();

        stream.Break(ControlStatus.PermissionDenied);

        await Eventually.True(() => _logger.Contains("Telemetry stream ended: the fake server broke the stream"), "line");
    }

    private async Task<FakeStream> StartAsync()
    {
        _credentials.Issue();
        _channel.Start();
        var stream = await _transport.NextStreamAsync();
        await HelloAsync(stream);
        return stream;
    }

    private static async Task HelloAsync(FakeStream stream) =>
        Assert.Equal(new ProxyMessage { Hello = new Hello { NodeId = "shop/web", Version = "1.2.3" } }, ProxyMessage.Parser.ParseFrom(await stream.NextMessageAsync()));

    private static async Task<Report> AskAsync(FakeStream stream, ulong id, uint topK = 10)
    {
        stream.Send(new TelemetryQuery { Id = id, TopK = topK }.ToByteArray());
        return ProxyMessage.Parser.ParseFrom(await stream.NextMessageAsync()).Report;
    }

    private Task PassTimeUntilAsync(Func<bool> condition, TimeSpan step) => Eventually.True(() =>
    {
        if (condition())
            return true;
        _time.Advance(step);
        return false;
    });
}
