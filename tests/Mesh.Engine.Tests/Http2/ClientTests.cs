using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Engine.Tests.Http1;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>The client's side: what it sends, what it takes.</summary>
public sealed class ClientTests
{
    private static readonly byte[] Ok = Wire.Fields(":status 200");

    [Fact]
    public void Rfc9113_3_4_the_client_begins()
    {
        using var server = new ScriptedServer(greets: false);
        Assert.Equal("PREFACE; Settings EnablePush=0 InitialWindowSize=65536 MaxHeaderListSize=65536; WindowUpdate +196609", server.Turn());
        server.Connection.Connect();
        Assert.Equal(["connected"], server.Events);
        Assert.False(server.Client.HasSettings);
        Assert.Equal("Settings ack", server.Send(Wire.Settings((SettingId.MaxConcurrentStreams, 7), (SettingId.EnableConnectProtocol, 1))));
        Assert.True(server.Client is { HasSettings: true, MaxStreams: 7, AllowsExtendedConnect: true });
        Assert.Equal(["connected", "available"], server.Events);
    }

    [Fact]
    public void Requests_and_responses()
    {
        using var server = new ScriptedServer();
        Assert.Equal(
            "Headers 1 :method: POST|:scheme: http|:authority: a:80|:path: /b|x: y; Data 1 hello.", server.Request("POST http a:80 /b x=y", "hello"));
        Assert.False(server.Last.Stream.ResponseStarted);
        server.Send(Wire.Headers(1, Wire.Fields(":status 100"), FrameFlags.EndHeaders));
        Assert.True(server.Last.Stream.ResponseStarted);
        server.Send(Wire.Headers(1, [.. Ok, .. Wire.Fields("a b")], FrameFlags.EndHeaders), Wire.Data(1, "hi"), Wire.Headers(1, Wire.Fields("grpc-status 0")));
        Assert.Equal("[100][200|a=b]hi[|grpc-status=0].", server.Log);
        Assert.Equal(0, server.Client.ActiveStreams);
    }

    [Fact]
    public void Requests_may_be_sent_before_the_connection_is_there()
    {
        using var server = new ScriptedServer(greets: false);
        Assert.EndsWith("Headers 1 :method: GET|:scheme: http|:authority: a|:path: /.", server.Request("GET http a /"));
    }

    [Theory]
    [InlineData(CloseReason.ConnectFailed, StreamError.ConnectFailed)]
    [InlineData(CloseReason.ConnectTimeout, StreamError.ConnectTimeout)]
    [InlineData(CloseReason.TlsFailed, StreamError.PeerRejected)]
    [InlineData(CloseReason.Reset, StreamError.ConnectionLost)]
    public void The_loss_of_the_connection_is_told(CloseReason reason, StreamError error)
    {
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        server.Open();
        server.Connection.Fail(reason);
        Assert.Equal($"!{error} !{error}", server.Log);
        Assert.Equal(["closed " + reason], server.Events);
        Assert.False(server.Client.CanOpenStream);
        Assert.Throws<InvalidOperationException>(() => server.Open());
    }

    [Fact]
    public void The_end_of_input_is_the_end()
    {
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        server.Connection.FeedEnd();
        Assert.Equal("closed", server.Turn());
        Assert.Equal("!ConnectionLost", server.Log);
    }

    [Fact]
    public void An_abort_tells_its_reason()
    {
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        server.Client.Abort(StreamError.PeerRejected);
        Assert.Equal("!PeerRejected", server.Log);
        Assert.Equal("closed Aborted", server.Events[^1]);
    }

    [Fact]
    public void Rfc9113_5_1_2_the_servers_limit_is_kept()
    {
        using var server = new ScriptedServer();
        server.Send(Wire.Settings((SettingId.MaxConcurrentStreams, 2)));
        server.Request("GET http a /");
        var unsent = server.Open();
        Assert.False(server.Client.CanOpenStream);
        unsent.Stream.Reset(StreamError.Cancelled);
        Assert.True(server.Client.CanOpenStream);
        server.Request("GET http a /");
        server.Events.Clear();
        server.Send(Wire.Headers(1, Ok));
        Assert.Equal(["available"], server.Events);
        Assert.True(server.Client.CanOpenStream);
        // Lowered below what is open: nothing is reset, nothing opened.
        server.Send(Wire.Settings((SettingId.MaxConcurrentStreams, 0)));
        Assert.Equal(1, server.Client.ActiveStreams);
        Assert.False(server.Client.CanOpenStream);
    }

    [Fact]
    public void Stream_ids_are_given_when_the_head_is_sent()
    {
        using var server = new ScriptedServer();
        var first = server.Open();
        Assert.StartsWith("Headers 1", server.Request("GET http a /"));
        Assert.False(first.Stream.OnReusedConnection);
        using var request = Blocks.Request("GET http a /");
        first.Stream.SendHeaders(request, true);
        Assert.StartsWith("Headers 3", server.Turn());
        Assert.True(first.Stream.OnReusedConnection);
    }

    [Theory]
    [InlineData("RefusedStream", StreamError.Refused)]
    [InlineData("Cancel", StreamError.Cancelled)]
    [InlineData("NoError", StreamError.Cancelled)]
    [InlineData("ConnectError", StreamError.ConnectionLost)]
    [InlineData("EnhanceYourCalm", StreamError.TooMuch)]
    [InlineData("InternalError", StreamError.Internal)]
    [InlineData("Http11Required", StreamError.Protocol)]
    public void The_servers_resets_are_told(string code, StreamError error)
    {
        using var server = new ScriptedServer();
        server.Request("POST http a /", "x", end: false);
        Assert.Equal("", server.Send(Wire.RstStream(1, Enum.Parse<Http2ErrorCode>(code))));
        Assert.Equal($"!{error}", server.Log);
        Assert.Equal(["available"], server.Events);
    }

    [Theory]
    [InlineData(":status 200,:status 200")]
    [InlineData("x y")]
    [InlineData(":status 20")]
    [InlineData(":status 2000")]
    [InlineData(":status 099")]
    [InlineData(":status abc")]
    [InlineData(":status 101")] // 8.6
    [InlineData(":status 100")] // ends the stream
    [InlineData(":status 200,:path /")]
    [InlineData(":status 200,connection close")]
    [InlineData(":status 200,content-length 5")]
    public void Malformed_responses_are_stream_errors(string fields)
    {
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        Assert.Equal("RstStream 1 ProtocolError", server.Send(Wire.Headers(1, Wire.Fields(fields.Split(',')))));
        Assert.Equal("!Protocol", server.Log);
    }

    [Theory]
    [InlineData("HEAD", "200", "[200|content-length=5].")]
    [InlineData("GET", "304", "[304|content-length=5].")]
    [InlineData("GET", "204", "[204|content-length=5].")]
    public void Responses_without_a_body_may_have_a_length(string method, string status, string expected)
    {
        using var server = new ScriptedServer();
        server.Request($"{method} http a /");
        Assert.Equal("", server.Send(Wire.Headers(1, Wire.Fields(":status " + status, "content-length 5"))));
        Assert.Equal(expected, server.Log);
    }

    [Fact]
    public void A_body_where_none_may_be_is_malformed()
    {
        using var server = new ScriptedServer();
        server.Request("HEAD http a /");
        Assert.Equal("RstStream 1 ProtocolError", server.Send(Wire.Headers(1, Ok, FrameFlags.EndHeaders), Wire.Data(1, "x", end: true)));
    }

    [Fact]
    public void DATA_before_HEADERS_is_malformed()
    {
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        Assert.Equal("RstStream 1 ProtocolError", server.Send(Wire.Data(1, "x")));
        Assert.Equal("!Protocol", server.Log);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void HEADERS_on_streams_that_were_not_opened(int streamId)
    {
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        Assert.Equal("GoAway 0 ProtocolError a frame on an idle stream; closed", server.Send(Wire.Headers(streamId, Ok)));
        Assert.Equal("!Protocol", server.Log);
    }

    [Fact]
    public void Interim_responses_are_bounded()
    {
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        var interim = Wire.Headers(1, Wire.Fields(":status 102"), FrameFlags.EndHeaders);
        Assert.Equal("RstStream 1 EnhanceYourCalm", server.Send([.. Enumerable.Repeat(interim, 65)]));
    }

    [Fact]
    public void Rfc8441_an_accepted_upgrade_is_200_with_its_protocol()
    {
        using var server = new ScriptedServer();
        using var request = Blocks.Request("GET http a /chat protocol=websocket");
        Assert.Throws<InvalidOperationException>(() => server.Open().Stream.SendHeaders(request, false));
        server.Send(Wire.Settings((SettingId.EnableConnectProtocol, 1)));
        Assert.Equal(
            "Headers 1 :method: CONNECT|:scheme: http|:authority: a|:path: /chat|:protocol: websocket",
            server.Request("GET http a /chat protocol=websocket", end: false));
        server.Send(Wire.Headers(1, Wire.Fields(":status 201"), FrameFlags.EndHeaders), Wire.Data(1, "hi"));
        Assert.Equal("[200 (websocket)]hi", server.Last.Log);
    }

    [Fact]
    public void A_refused_upgrade_is_an_ordinary_response()
    {
        using var server = new ScriptedServer();
        server.Send(Wire.Settings((SettingId.EnableConnectProtocol, 1)));
        server.Request("GET http a /chat protocol=websocket", end: false);
        server.Send(Wire.Headers(1, Wire.Fields(":status 403")));
        Assert.Equal("[403].", server.Log);
    }

    [Fact]
    public void Rfc9113_8_1_a_response_may_come_before_the_request_is_complete()
    {
        using var server = new ScriptedServer();
        server.Request("POST http a /", "x", end: false);
        server.Send(Wire.Headers(1, Ok), Wire.RstStream(1, Http2ErrorCode.NoError));
        Assert.Equal("[200].!Cancelled", server.Log);
    }
}
