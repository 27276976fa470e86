using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Http1;

/// <summary>Writes down a stream's events as text: <c>head(…)</c>, <c>data</c>, a dot for the end, <c>reset</c>.</summary>
internal sealed class StreamRecorder : IHttpStreamHandler
{
    private readonly StringBuilder _log = new();
    private bool _ended;
    private bool _sentAll;
    private bool _forgotten;

    internal HttpStream Stream { get; set; } = null!;

    internal string Log => _log.ToString();

    /// <summary>Whether received bytes are reported as consumed at once.</summary>
    internal bool Consumes { get; set; } = true;

    /// <summary>Whether the exchange is over for its handler: reset, or both directions ended.</summary>
    internal bool IsOver => _forgotten || (_ended && _sentAll);

    /// <summary>Longer data is written down as its length.</summary>
    internal int LongestText { get; set; } = 100;

    internal int ReceivedBytes { get; private set; }

    internal int Writables { get; private set; }

    internal Action<StreamRecorder>? OnHead { get; set; }

    internal Action<StreamRecorder, bool>? OnBytes { get; set; }

    internal Action<StreamRecorder>? OnTrailersEnd { get; set; }

    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        Stream = stream;
        _log.Append($"[{Heads.Print(head)}]");
        End(endStream);
        OnHead?.Invoke(this);
    }

    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        Assert.Same(Stream, stream);
        ReceivedBytes += data.Length;
        _log.Append(data.Length > LongestText ? $"<{data.Length}>" : Heads.Text(data));
        End(endStream);
        if (Consumes)
            stream.Consumed(data.Length);
        OnBytes?.Invoke(this, endStream);
    }

    public void OnTrailers(HttpStream stream, HeaderBlock trailers)
    {
        _log.Append($"[{Heads.Print(trailers).TrimStart()}]");
        End(true);
        OnTrailersEnd?.Invoke(this);
    }

    public void OnWritable(ByteStream stream) => Writables++;

    public void OnReset(ByteStream stream, StreamError error)
    {
        Assert.False(_forgotten, $"reset after the end: {_log}");
        _log.Append($"!{error}");
        _ended = true;
        _forgotten = true;
    }

    /// <summary>Sends a request's or a response's head.</summary>
    internal void Send(string head, bool end)
    {
        using var block = char.IsDigit(head[0]) ? Blocks.Response(head) : Blocks.Request(head);
        Stream.SendHeaders(block, end);
        Sent(end);
    }

    /// <summary>Takes note of what the handler sent.</summary>
    internal void Sent(bool end) => _sentAll |= end;

    /// <summary>Nothing may be heard of the exchange any more.</summary>
    internal void Forget() => _forgotten = true;

    internal void Respond(string response, string? body = null, bool end = true)
    {
        using var block = Blocks.Response(response);
        Stream.SendHeaders(block, end && body is null);
        if (body is not null)
            Stream.SendData(Heads.Bytes(body), end);
    }

    private void End(bool ended)
    {
        Assert.False(_ended || _forgotten, $"event after the end: {_log}");
        _ended = ended;
        if (ended)
            _log.Append('.');
    }
}
