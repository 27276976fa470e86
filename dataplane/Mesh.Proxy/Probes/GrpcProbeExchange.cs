using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Http2;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Probes;

/// <summary>grpc.health.v1.Health/Check, with prior knowledge of HTTP/2; SERVING is healthy.</summary>
internal sealed class GrpcProbeExchange(AppProbe probe, IpEndpoint target, string userAgent, Action<string?> done)
    : ProbeExchange(probe, target, userAgent, done)
{
    // The answer is a message of one small number; a longer one is of no service that is known here.
    private const int MaxAnswer = 256;
    private const byte Serving = 1;

    private readonly List<byte> _answer = [];

    internal override void TakeOver(Connection connection) => _ = new Http2ClientConnection(connection, Http2Options.Default, this);

    protected override void Send(HttpStream stream)
    {
        var head = Head("POST", "http", "/grpc.health.v1.Health/Check");
        head.Add("content-type"u8, "application/grpc"u8);
        head.Add("te"u8, "trailers"u8);
        stream.SendHeaders(head, endStream: false);
        stream.SendData(Request(Probe.Service), endStream: true);
    }

    public override void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        if (head.Status is >= 200 and not 200)
            Done($"the application answered {head.Status}");
        else if (endStream)
            Judge(head);
    }

    public override void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        _answer.AddRange(data[..Math.Min(data.Length, MaxAnswer - _answer.Count)]);
        stream.Consumed(data.Length);
        if (endStream)
            Done("the application answered without a gRPC status");
    }

    public override void OnTrailers(HttpStream stream, HeaderBlock trailers) => Judge(trailers);

    /// <summary>A message HealthCheckRequest { string service = 1 } with gRPC's prefix.</summary>
    internal static byte[] Request(string service)
    {
        var name = Encoding.UTF8.GetBytes(service);
        byte[] message = name.Length == 0 ? [] : [0x0A, .. Varint(name.Length), .. name];
        return [0, (byte)(message.Length >> 24), (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length, .. message];
    }

    /// <summary>Whether a message HealthCheckResponse { ServingStatus status = 1 } with gRPC's prefix says SERVING.</summary>
    internal static bool IsServing(IReadOnlyList<byte> answer) => answer is [0, 0, 0, 0, 2, 0x08, Serving, ..];

    private void Judge(HeaderBlock trailers)
    {
        if (!trailers.TryGet("grpc-status"u8, out var status))
            Done("the application answered without a gRPC status");
        else if (!status.SequenceEqual("0"u8))
            Done($"the application answered gRPC status {Encoding.ASCII.GetString(status[..Math.Min(status.Length, 8)])}");
        else
            Done(IsServing(_answer) ? null : "the application is not SERVING");
    }

    private static byte[] Varint(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), (byte)(value >> 7)];
}
