using Google.Protobuf;
using Grpc.Core;
using Mesh.Discovery.Transport;
using Mesh.Protos.Telemetry.V1;
using Mesh.Proxy.Control;

namespace Mesh.Proxy.Tests.Control;

public sealed class ControlStreamTests : IAsyncLifetime
{
    private static readonly ControlCall Call = new("/mesh.telemetry.v1.TelemetryService/Connect");

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly ControlClient _client = new();
    private TestServer _server = null!;
    private ControlTransport _transport = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _transport = _client.Connect(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _server.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task Messages_go_both_ways_until_the_server_ends_the_stream()
    {
        await using var stream = await OpenAsync(_test);

        Assert.Null(await stream.ReceiveAsync(_test));
        await Assert.ThrowsAsync<ControlTransportException>(async () =>
        {
            while (true)
                await stream.SendAsync([], _test);
        });
    }

    [Fact]
    public async Task A_stream_that_the_server_fails_says_why()
    {
        _server.Service.AfterFirst = static _ => throw new RpcException(new Status(StatusCode.PermissionDenied, "another workload"));
        await using var stream = await OpenAsync(_test);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => stream.ReceiveAsync(_test));

        Assert.Equal(ControlStatus.PermissionDenied, failed.Status);
        Assert.Equal($"{_server.Address}: PermissionDenied: another workload", failed.Message);
    }

    [Fact]
    public async Task Disposing_tells_the_server()
    {
        var ended = NoteEnd();
        var stream = await OpenAsync(_test);

        await stream.DisposeAsync();
        await stream.DisposeAsync();

        await ended.WaitAsync(TimeSpan.FromSeconds(10), _test);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_given_up_is_cancelled_and_not_failed(bool wholeStream)
    {
        var ended = NoteEnd();
        using var giveUp = new CancellationTokenSource();
        await using var stream = await OpenAsync(wholeStream ? giveUp.Token : _test);
        var receiving = stream.ReceiveAsync(wholeStream ? _test : giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        await ended.WaitAsync(TimeSpan.FromSeconds(10), _test);
    }

    [Fact]
    public async Task A_renewal_leaves_open_streams_alone()
    {
        var goOn = new TaskCompletionSource();
        _server.Service.AfterFirst = _ => goOn.Task;
        await using var stream = await OpenAsync(_test);

        _transport.Renew();
        await using var second = await OpenAsync(_test);
        goOn.SetResult();

        Assert.Null(await stream.ReceiveAsync(_test));
        Assert.Null(await second.ReceiveAsync(_test));
    }

    [Fact]
    public async Task More_than_any_window_arrives_in_order_at_a_slow_receiver()
    {
        int[] lengths = [.. Enumerable.Range(0, 60).Select(i => i == 30 ? 3_000_000 : 50_000)];
        _server.Service.More = lengths.Select(Padded);
        await using var stream = await OpenAsync(_test);

        for (var i = 0; i < lengths.Length; i++)
        {
            await Task.Yield();
            var message = await stream.ReceiveAsync(_test);
            Assert.Equal((ulong)i, TelemetryQuery.Parser.ParseFrom(message).Id);
            Assert.True(message!.Length > lengths[i], $"{message.Length}");
        }
        Assert.Null(await stream.ReceiveAsync(_test));
    }

    [Fact]
    public async Task A_loop_that_is_gone_does_not_keep_who_gives_up()
    {
        using var giveUp = new CancellationTokenSource();
        var client = new ControlClient();
        await using var transport = client.Connect(_server.Address);
        client.Dispose();
        await using var stream = transport.Open(Call, giveUp.Token);
        var receiving = stream.ReceiveAsync(giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
    }

    // An unknown field carries the weight.
    private static TelemetryQuery Padded(int length, int id) => TelemetryQuery.Parser.ParseFrom([.. new TelemetryQuery { Id = (ulong)id }.ToByteArray(), .. Unknown(length)]);

    private static byte[] Unknown(int length)
    {
        using var bytes = new MemoryStream();
        var output = new CodedOutputStream(bytes);
        output.WriteTag(1000, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(new byte[length]));
        output.Flush();
        return bytes.ToArray();
    }

    private Task NoteEnd()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Service.AfterFirst = async context =>
        {
            using var registration = context.CancellationToken.Register(ended.SetResult);
            await ended.Task;
        };
        return ended.Task;
    }

    /// <summary>Opens a stream and sees the first message answered.</summary>
    private async Task<IControlStream> OpenAsync(CancellationToken cancellation)
    {
        var stream = _transport.Open(Call, cancellation);
        await stream.SendAsync(new ProxyMessage { Hello = new Hello { NodeId = "shop/web" } }.ToByteArray(), _test);
        var answer = await stream.ReceiveAsync(_test);
        Assert.Equal(8ul, TelemetryQuery.Parser.ParseFrom(answer).Id);
        return stream;
    }
}
