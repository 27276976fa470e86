using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Relays;

/// <summary>A stream without anything behind it: the test is its peer.</summary>
internal sealed class FakeStream : HttpStream
{
    private readonly StringBuilder _sent = new();

    /// <summary>What was sent, a dot for the end, the error after a reset.</summary>
    internal string Sent => _sent.ToString();

    internal int ConsumedBytes { get; private set; }

    internal int Capacity { get; set; } = 1000;

    public override HttpVersion Version => HttpVersion.Http2;

    public override bool ResponseStarted => true;

    public override int SendCapacity => Capacity;

    public override bool CanSend => true;

    public override void SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        _sent.Append(Encoding.ASCII.GetString(data)).Append(endStream ? "." : "");
        Capacity -= data.Length;
    }

    public override void Consumed(int count) => ConsumedBytes += count;

    public override void Reset(StreamError error) => _sent.Append($"!{error}");

    public override void SendHeaders(HeaderBlock head, bool endStream) => throw new NotSupportedException();

    public override void SendTrailers(HeaderBlock trailers) => throw new NotSupportedException();

    /// <summary>The peer sends.</summary>
    internal void Receive(string data, bool end = false) => Handler!.OnData(this, Encoding.ASCII.GetBytes(data), end);

    /// <summary>The peer takes bytes again.</summary>
    internal void Drain()
    {
        Capacity = 1000;
        Handler!.OnWritable(this);
    }
}
