using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using HttpVersion = Mesh.Engine.Http.HttpVersion;

namespace Mesh.Proxy.Tests.Http;

/// <summary>A stream that only writes down what is done to it.</summary>
internal sealed class RecordingStream : HttpStream
{
    internal List<string> Calls { get; } = [];

    public override HttpVersion Version => HttpVersion.Http2;

    public override bool ResponseStarted => false;

    public override int SendCapacity => 1000;

    public override bool CanSend => true;

    public override void SendHeaders(HeaderBlock head, bool endStream) =>
        Calls.Add($"headers {(head.Status > 0 ? head.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) : Encoding.ASCII.GetString(head.Path))}{End(endStream)}");

    public override void SendData(ReadOnlySpan<byte> data, bool endStream) => Calls.Add($"data {Encoding.ASCII.GetString(data)}{End(endStream)}");

    public override void SendTrailers(HeaderBlock trailers) => Calls.Add("trailers");

    public override void Consumed(int count) => Calls.Add($"consumed {count}");

    public override void Reset(StreamError error) => Calls.Add($"reset {error}");

    private static string End(bool endStream) => endStream ? " end" : "";
}
