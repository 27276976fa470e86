using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.Http1;
using Mesh.Engine.Tests.TestDoubles;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Engine.Tests.Http2.Peers;

/// <summary>A client connection under test, the server whose frames the test makes by hand, and the handlers of its exchanges.</summary>
internal sealed class ScriptedServer : IHttp2ClientOwner, IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FrameTrace _trace = new();

    /// <param name="options">The client's limits.</param>
    /// <param name="greets">Whether preface and SETTINGS were exchanged already.</param>
    internal ScriptedServer(Http2Options? options = null, bool greets = true)
    {
        Loop = new EventLoop(_time);
        Connection = new MemoryConnection(Loop, new RecordingHandler());
        Client = new Http2ClientConnection(Connection, options ?? Http2Options.Default, this);
        if (!greets)
            return;
        Connection.Connect();
        Send(Wire.Settings(), Wire.SettingsAck);
        Events.Clear();
    }

    internal EventLoop Loop { get; }

    internal MemoryConnection Connection { get; }

    internal Http2ClientConnection Client { get; }

    /// <summary>What the owner was told.</summary>
    internal List<string> Events { get; } = [];

    internal List<StreamRecorder> Exchanges { get; } = [];

    internal StreamRecorder Last => Exchanges[^1];

    internal string Log => string.Join(" ", Exchanges.Select(exchange => exchange.Log));

    internal string Send(params byte[][] frames)
    {
        Connection.Feed(frames.SelectMany(frame => frame).ToArray());
        return Turn();
    }

    internal string Advance(TimeSpan time)
    {
        _time.Advance(time);
        return Turn();
    }

    internal string Turn()
    {
        Loop.RunOnce(0);
        var frames = _trace.Read(Connection.TakeSent());
        if (Connection.IsClosed)
            frames.Add("closed");
        return string.Join("; ", frames);
    }

    internal StreamRecorder Open()
    {
        var handler = new StreamRecorder();
        handler.Stream = Client.OpenStream(handler);
        Exchanges.Add(handler);
        return handler;
    }

    /// <summary>Sends a request; the result is what the server has received.</summary>
    internal string Request(string request, string? body = null, bool end = true)
    {
        var handler = Open();
        using var block = Blocks.Request(request);
        handler.Stream.SendHeaders(block, end && body is null);
        if (body is not null)
            handler.Stream.SendData(Heads.Bytes(body), end);
        return Turn();
    }

    public void OnConnected(Http2ClientConnection connection) => Events.Add("connected");

    public void OnAvailable(Http2ClientConnection connection) => Events.Add("available");

    public void OnGoAway(Http2ClientConnection connection) => Events.Add("goaway");

    public void OnClosed(Http2ClientConnection connection, CloseReason reason) => Events.Add($"closed {reason}");

    public void Dispose()
    {
        Connection.Abort();
        Loop.Dispose();
    }
}
