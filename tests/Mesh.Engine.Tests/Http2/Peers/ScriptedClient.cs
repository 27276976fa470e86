using Mesh.Engine.Http;
using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Tests.Http1;
using Mesh.Engine.Tests.TestDoubles;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Engine.Tests.Http2.Peers;

/// <summary>A server connection under test, the client whose frames the test makes by hand, and the handlers of its exchanges.</summary>
internal sealed class ScriptedClient : IHttpServer, IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FrameTrace _trace = new();

    /// <param name="options">The server's limits.</param>
    /// <param name="greets">Whether preface and SETTINGS were exchanged already.</param>
    internal ScriptedClient(Http2Options? options = null, bool greets = true)
    {
        Loop = new EventLoop(_time);
        Connection = new MemoryConnection(Loop, new RecordingHandler());
        Server = new Http2ServerConnection(Connection, options ?? Http2Options.Default, this);
        if (greets)
            Send(Wire.Preface, Wire.Settings(), Wire.SettingsAck);
    }

    internal EventLoop Loop { get; }

    internal MemoryConnection Connection { get; }

    internal Http2ServerConnection Server { get; }

    internal List<StreamRecorder> Exchanges { get; } = [];

    internal StreamRecorder Last => Exchanges[^1];

    /// <summary>Called for each new handler.</summary>
    internal Action<StreamRecorder>? Prepare { get; set; }

    internal int Closed { get; private set; }

    internal string Log => string.Join(" ", Exchanges.Select(exchange => exchange.Log));

    /// <summary>Sends frames; the result is what came back since, one text per frame, <c>closed</c> at the end.</summary>
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

    internal string Respond(string response, string? body = null, bool end = true)
    {
        Last.Respond(response, body, end);
        return Turn();
    }

    public IHttpStreamHandler OnStream(HttpStream stream)
    {
        var handler = new StreamRecorder();
        Exchanges.Add(handler);
        Prepare?.Invoke(handler);
        return handler;
    }

    public void OnConnectionClosed() => Closed++;

    public void Dispose()
    {
        Connection.Abort();
        Loop.Dispose();
    }
}
