using System.Text;
using Grpc.Core;
using Mesh.Proxy.Tests.Grpc.Wire;

namespace Mesh.Proxy.Tests.Grpc;

/// <summary>A gRPC application that does what the text of a call says.</summary>
internal sealed class EchoService(EchoService.Events events) : Echo.EchoBase
{
    /// <summary>What a test waits for.</summary>
    internal sealed class Events
    {
        internal TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public override async Task<Message> One(Message request, ServerCallContext context)
    {
        switch (request.Text)
        {
            case "fail":
                throw new RpcException(new Status(StatusCode.NotFound, "no such thing: ä 100%"), new Metadata { { "why", "because" }, { "why-bin", [0, 255, 1] } });
            case "wait":
                await CancelledAsync(context);
                break;
            case "abort":
                context.GetHttpContext().Abort();
                break;
            case "metadata":
                await context.WriteResponseHeadersAsync(new Metadata { { "seen", context.RequestHeaders.GetValue("asked")! }, { "seen-bin", context.RequestHeaders.GetValueBytes("asked-bin")! } });
                context.ResponseTrailers.Add("end-bin", [9, 0, 200]);
                break;
            case "deadline":
                return new Message { Text = context.GetHttpContext().Request.Headers["grpc-timeout"] is [{ } timeout] ? timeout : "none" };
        }
        return new Message { Text = $"{request.Text}!" };
    }

    public override async Task Many(Message request, IServerStreamWriter<Message> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < 100; i++)
            await responseStream.WriteAsync(new Message { Text = $"{request.Text} {i}" });
        if (request.Text == "abort")
            context.GetHttpContext().Abort();
        else if (request.Text == "wait")
            await CancelledAsync(context);
    }

    public override async Task<Message> Collect(IAsyncStreamReader<Message> requestStream, ServerCallContext context)
    {
        var all = new StringBuilder();
        await foreach (var message in requestStream.ReadAllAsync())
        {
            if (message.Text == "enough")
                throw new RpcException(new Status(StatusCode.ResourceExhausted, "enough"));
            all.Append(message.Text);
        }
        return new Message { Text = all.ToString() };
    }

    public override async Task Chat(IAsyncStreamReader<Message> requestStream, IServerStreamWriter<Message> responseStream, ServerCallContext context)
    {
        await foreach (var message in requestStream.ReadAllAsync())
            await responseStream.WriteAsync(new Message { Text = $"{message.Text}!" });
    }

    private async Task CancelledAsync(ServerCallContext context)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = context.CancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
        events.Cancelled.TrySetResult();
    }
}
