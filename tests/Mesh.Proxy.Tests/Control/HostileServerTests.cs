using Mesh.Discovery.Transport;

namespace Mesh.Proxy.Tests.Control;

/// <summary>Servers that have the right certificate and break the protocol, in frames made by hand.</summary>
public sealed class HostileServerTests : IDisposable
{
    private const string GrpcType = "content-type: application/grpc";

    private static readonly ControlCall Call = new("/a.B/C");

    private static readonly byte[] Head = Frames.Headers(false, ":status: 200", GrpcType);

    private readonly ControlClient _client = new();

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[][], ControlStatus, string> Answers => new()
    {
        { "trailers without a status", [Head, Frames.Headers(true, "x: y")], ControlStatus.Unknown, "Unknown: the answer ends without a gRPC status" },
        { "a head without a status and nothing else", [Frames.Headers(true, ":status: 200", GrpcType)], ControlStatus.Unknown, "Unknown: the answer ends without a gRPC status" },
        { "data that ends the stream", [Head, Frames.Data(true, Frames.Message(1))], ControlStatus.Unknown, "Unknown: the answer ends without a gRPC status" },
        { "a status that is none", [Head, Frames.Headers(true, "grpc-status: 17")], ControlStatus.Unknown, "Unknown: the answer ends with an invalid gRPC status" },
        { "a status in words", [Head, Frames.Headers(true, "grpc-status: OK")], ControlStatus.Unknown, "Unknown: the answer ends with an invalid gRPC status" },
        { "two statuses", [Head, Frames.Headers(true, "grpc-status: 0", "grpc-status: 7")], ControlStatus.Unknown, "Unknown: the answer ends with an invalid gRPC status" },
        { "trailers only", [Frames.Headers(true, ":status: 200", GrpcType, "grpc-status: 7", "grpc-message: no%0aentry%")], ControlStatus.PermissionDenied, "PermissionDenied: no entry%" },
        { "another content type", [Frames.Headers(false, ":status: 200", "content-type: application/grpcx")], ControlStatus.Unknown, "Unknown: the answer is not of gRPC" },
        { "an HTTP error", [Frames.Headers(true, ":status: 503")], ControlStatus.Unavailable, "Unavailable: HTTP status 503" },
        { "an interim response and an HTTP error", [Frames.Headers(false, ":status: 100"), Frames.Headers(false, ":status: 403")], ControlStatus.PermissionDenied, "PermissionDenied: HTTP status 403" },
        { "success without an answer", [Head, Frames.Headers(true, "grpc-status: 0")], ControlStatus.Internal, "Internal: no answer" },
        { "two answers", [Head, Frames.Data(false, [.. Frames.Message(1), .. Frames.Message(2)]), Frames.Headers(true, "grpc-status: 0")], ControlStatus.Internal, "Internal: more than one answer" },
        { "success inside a message", [Head, Frames.Data(false, 0, 0, 0, 0, 2, 1), Frames.Headers(true, "grpc-status: 0")], ControlStatus.Internal, "Internal: the answer ends inside a message" },
        { "success inside a prefix", [Head, Frames.Data(false, 0, 0), Frames.Headers(true, "grpc-status: 0")], ControlStatus.Internal, "Internal: the answer ends inside a message" },
        { "a compressed message", [Head, Frames.Data(false, 1, 0, 0, 0, 1, 1)], ControlStatus.Internal, "Internal: what came is compressed" },
        { "a message longer than allowed", [Head, Frames.Data(false, 0, 1, 0, 0, 1)], ControlStatus.ResourceExhausted, "ResourceExhausted: a message of more than 16777216 bytes" },
        { "a message of four gigabytes", [Head, Frames.Data(false, 0, 255, 255, 255, 255)], ControlStatus.ResourceExhausted, "ResourceExhausted: a message of more than" },
        { "CANCEL", [Head, Frames.Reset(8)], ControlStatus.Cancelled, "Cancelled: the server cancelled the stream" },
        { "REFUSED_STREAM", [Frames.Reset(7)], ControlStatus.Unavailable, "Unavailable: the server takes no more streams" },
        { "ENHANCE_YOUR_CALM", [Frames.Reset(11)], ControlStatus.ResourceExhausted, "ResourceExhausted: " },
        { "PROTOCOL_ERROR", [Frames.Reset(1)], ControlStatus.Internal, "Internal: the server broke HTTP/2" },
        { "INTERNAL_ERROR", [Frames.Reset(2)], ControlStatus.Internal, "Internal: " },
        { "GOAWAY before the stream", [Frames.GoAway(0)], ControlStatus.Unavailable, "Unavailable: the server takes no more streams" },
        { "data before the head", [Frames.Data(false, 1)], ControlStatus.Internal, "Internal: the server broke HTTP/2" },
        { "frames that are none", [[.. Enumerable.Repeat((byte)0xA5, 64)]], ControlStatus.Internal, "Internal: " },
        { "more data than the window has", [Head, .. Enumerable.Repeat(Frames.Data(false, new byte[16_000]), 200)], ControlStatus.Internal, "Internal: " },
        { "headers without an end", [Frames.Frame(1, 0, 1, Frames.Block([":status: 200"])), .. Enumerable.Repeat(Frames.Continuation($"x: {new string('y', 100)}"), 5000)], ControlStatus.ResourceExhausted, "ResourceExhausted: " },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_broken_answer_is_a_failure_with_its_status_and_reason(string how, byte[][] answer, ControlStatus status, string reason)
    {
        await using var server = new ScriptedServer(answer.SelectMany(frame => frame));
        await using var transport = _client.Connect(server.Address);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Call, [1], Test));

        Assert.True(status == failed.Status, $"{how}: {failed.Message}");
        Assert.StartsWith($"{server.Address}: {reason}", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.PeerRefusal);
    }

    [Fact]
    public async Task A_good_answer_in_frames_of_one_byte_is_one()
    {
        var pieces = Frames.Message(1, 2, 3).Select(piece => Frames.Data(false, piece));
        await using var server = new ScriptedServer([.. Head, .. pieces.SelectMany(piece => piece), .. Frames.Headers(true, "grpc-status: 0")]);
        await using var transport = _client.Connect(server.Address);

        Assert.Equal([1, 2, 3], await transport.CallAsync(Call, [], Test));
    }

    [Fact]
    public async Task A_connection_that_ends_inside_the_answer_is_unavailable_and_the_next_call_connects_again()
    {
        await using var server = new ScriptedServer(Head, closes: true);
        await using var transport = _client.Connect(server.Address);

        for (var i = 1; i <= 2; i++)
        {
            var failed = await Assert.ThrowsAsync<ControlTransportException>(() => transport.CallAsync(Call, [], Test));
            Assert.Equal(ControlStatus.Unavailable, failed.Status);
            Assert.Equal(i, server.Requests);
        }
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left_when_the_caller_gives_up()
    {
        await using var server = new ScriptedServer([]);
        await using var transport = _client.Connect(server.Address);
        using var giveUp = new CancellationTokenSource();
        var calling = transport.CallAsync(Call, [], giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
    }

    [Fact]
    public async Task Messages_that_came_before_the_failure_are_delivered_first()
    {
        await using var server = new ScriptedServer([.. Head, .. Frames.Data(false, Frames.Message(7)), .. Frames.Headers(true, "grpc-status: 7", "grpc-message: over")]);
        await using var transport = _client.Connect(server.Address);
        await using var stream = transport.Open(Call, Test);

        Assert.Equal([7], await stream.ReceiveAsync(Test));
        var failed = await Assert.ThrowsAsync<ControlTransportException>(() => stream.ReceiveAsync(Test));
        Assert.Equal(ControlStatus.PermissionDenied, failed.Status);
    }

    public void Dispose() => _client.Dispose();
}
