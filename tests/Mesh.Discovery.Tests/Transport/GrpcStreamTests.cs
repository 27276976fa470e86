using Google.Protobuf;
using Grpc.Core;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Discovery.Transport;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.Discovery.Tests.Transport;

public sealed class GrpcStreamTests : IAsyncLifetime
{
    private const string Method = "/mesh.telemetry.v1.TelemetryService/Connect";

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private TestServer _server = null!;
    private GrpcControlTransport _transport = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        var credentials = TestAuthority.Shared.IssueCredentials();
        _transport = new GrpcControlTransport(_server.Address, () => TestServer.Security(credentials));
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _server.DisposeAsync();
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
        var stream = _transport.Open(Method, cancellation);
        await stream.SendAsync(new ProxyMessage { Hello = new Hello { NodeId = "shop/web" } }.ToByteArray(), _test);
        var answer = await stream.ReceiveAsync(_test);
        Assert.Equal(8ul, TelemetryQuery.Parser.ParseFrom(answer).Id);
        return stream;
    }
}
