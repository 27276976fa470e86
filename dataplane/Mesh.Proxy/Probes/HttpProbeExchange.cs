using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Probes;

/// <summary>A GET; 200 to 399 is healthy. A redirect is not followed: that it is answered is enough.</summary>
internal sealed class HttpProbeExchange(AppProbe probe, IpEndpoint target, string userAgent, Action<string?> done)
    : ProbeExchange(probe, target, userAgent, done)
{
    private static readonly string[] OfTheConnection = ["connection", "content-length", "transfer-encoding", "upgrade", "te", "keep-alive"];

    internal override void TakeOver(Connection connection) => _ = new Http1ClientConnection(connection, Http1Options.Default, this);

    protected override void Send(HttpStream stream)
    {
        var head = Head("GET", Probe.Kind == AppProbeKind.Https ? "https" : "http", Probe.Path);
        foreach (var (name, value) in Probe.Headers.Where(header => !OfTheConnection.Contains(header.Name)))
            head.Add(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value));
        if (!Probe.Headers.Any(header => header.Name == "accept"))
            head.Add("accept"u8, "*/*"u8);
        stream.SendHeaders(head, endStream: true);
    }

    public override void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        if (head.Status >= 200)
            Done(head.Status < 400 ? null : $"the application answered {head.Status}");
    }

    public override void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream) => stream.Consumed(data.Length);

    public override void OnTrailers(HttpStream stream, HeaderBlock trailers)
    {
    }
}
