using System.Text.RegularExpressions;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>
/// Plays a script against a connection, frame by frame or byte by byte, and compares what the peer sees and what handlers hear. A
/// connection error is written <c>closed: Code</c>, because the wording of its reason is not part of any RFC.
/// </summary>
internal static partial class Judge
{
    /// <summary>What the handler hears of the requests that the scripts begin with.</summary>
    internal const string Posted = "[POST http a /]";
    internal const string Got = "[GET http a /].";
    internal const string Broken = Posted + "!Protocol";

    private static readonly byte[] Answer = "ok"u8.ToArray();

    /// <summary>Against a server whose handlers only listen.</summary>
    internal static void Server(Script script, bool inBytes) => Server(script, inBytes, answers: false);

    /// <summary>Against a server that answers each complete request with status 200 and <c>ok</c>.</summary>
    internal static void AnsweringServer(Script script, bool inBytes) => Server(script, inBytes, answers: true);

    /// <summary>Against a client that waits for the responses to a GET on stream 1 and to a POST on stream 3 whose body is not complete.</summary>
    internal static void Client(Script script, bool inBytes)
    {
        using var server = new ScriptedServer();
        server.Request("GET http a /");
        server.Request("POST http a /", "x", end: false);
        Assert.Equal(script.Answer, Play(script, inBytes, server.Send, () => server.Connection.IsClosed));
        Assert.Equal(script.Log, server.Log.Trim());
    }

    private static void Server(Script script, bool inBytes, bool answers)
    {
        using var client = new ScriptedClient();
        if (answers)
        {
            client.Prepare = exchange =>
            {
                exchange.OnHead = OnRequest;
                exchange.OnBytes = (handler, end) => RespondAt(end, handler);
                exchange.OnTrailersEnd = handler => RespondAt(true, handler);
            };
        }
        Assert.Equal(script.Answer, Play(script, inBytes, client.Send, () => client.Connection.IsClosed));
        Assert.Equal(script.Log, client.Log);
    }

    private static void OnRequest(Http1.StreamRecorder handler) => RespondAt(handler.Log.EndsWith('.'), handler);

    private static void RespondAt(bool end, Http1.StreamRecorder handler)
    {
        if (!end)
            return;
        var isHead = handler.Log.StartsWith("[HEAD", StringComparison.Ordinal);
        handler.Send("200", end: isHead);
        if (!isHead)
            handler.Stream.SendData(Answer, endStream: true);
    }

    private static string Play(Script script, bool inBytes, Func<byte[][], string> send, Func<bool> isClosed)
    {
        if (!inBytes)
            return Outcome(send(script.Frames));
        var answers = script.Frames.SelectMany(frame => frame).Select(one => isClosed() ? "" : send([[one]])).Where(answer => answer.Length > 0);
        return Outcome(string.Join("; ", answers));
    }

    private static string Outcome(string answer) => ConnectionError().Replace(answer, "closed: $1");

    [GeneratedRegex(@"GoAway \d+ (\w+)[^;]*; closed$")]
    private static partial Regex ConnectionError();
}
