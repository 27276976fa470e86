using Grpc.Core;
using Mesh.Proxy.Tests.Grpc.Wire;

namespace Mesh.Proxy.Tests.Grpc;

/// <summary>gRPC through two proxies is what it is without them.</summary>
public sealed class GrpcCallTests : GrpcTest
{
    [Fact]
    public async Task Unary() => Assert.Equal("hello!", (await Client.OneAsync(new Message { Text = "hello" })).Text);

    [Fact]
    public async Task Server_streaming()
    {
        using var call = Client.Many(new Message { Text = "number" });
        var received = await call.ResponseStream.ReadAllAsync().Select(m => m.Text).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"number {i}"), received);
    }

    [Fact]
    public async Task Client_streaming()
    {
        using var call = Client.Collect();
        for (var i = 0; i < 100; i++)
            await call.RequestStream.WriteAsync(new Message { Text = $"{i}," });
        await call.RequestStream.CompleteAsync();
        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},")), (await call).Text);
    }

    [Fact]
    public async Task Both_sides_stream_in_turn()
    {
        using var call = Client.Chat();
        for (var i = 0; i < 20; i++)
        {
            await call.RequestStream.WriteAsync(new Message { Text = $"{i}" });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"{i}!", call.ResponseStream.Current.Text);
        }
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task A_server_that_has_enough_ends_the_clients_stream()
    {
        using var call = Client.Collect();
        await call.RequestStream.WriteAsync(new Message { Text = "enough" });
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public async Task Metadata_also_binary_passes_both_ways()
    {
        using var call = Client.OneAsync(new Message { Text = "metadata" }, new Metadata { { "asked", "a, b" }, { "asked-bin", [0, 128, 255] } });
        var headers = await call.ResponseHeadersAsync;
        await call;
        Assert.Equal("a, b", headers.GetValue("seen"));
        Assert.Equal([0, 128, 255], headers.GetValueBytes("seen-bin"));
        Assert.Equal([9, 0, 200], call.GetTrailers().GetValueBytes("end-bin"));
    }

    [Fact]
    public async Task A_status_without_a_message_passes_with_its_text_and_metadata()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await Client.OneAsync(new Message { Text = "fail" }));
        Assert.Equal(new Status(StatusCode.NotFound, "no such thing: ä 100%"), new Status(error.StatusCode, error.Status.Detail));
        Assert.Equal("because", error.Trailers.GetValue("why"));
        Assert.Equal([0, 255, 1], error.Trailers.GetValueBytes("why-bin"));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_at_the_server()
    {
        using var cancel = new CancellationTokenSource();
        using var call = Client.Many(new Message { Text = "wait" }, cancellationToken: cancel.Token);
        Assert.True(await call.ResponseStream.MoveNext());
        await cancel.CancelAsync();
        await App.Events.Cancelled.Task;
    }

    [Fact]
    public async Task A_deadline_ends_the_call_at_the_server_too()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await Client.OneAsync(new Message { Text = "wait" }, deadline: DateTime.UtcNow.AddMilliseconds(200)));
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await App.Events.Cancelled.Task;
    }

    [Fact]
    public async Task A_server_learns_of_the_shorter_deadline()
    {
        Limit(TimeSpan.FromSeconds(50));
        Assert.Equal("50000000u", (await Client.OneAsync(new Message { Text = "deadline" }, deadline: DateTime.UtcNow.AddHours(1))).Text);
        Assert.Equal("none", (await Client.OneAsync(new Message { Text = "deadline" })).Text);
    }
}
