using System.Buffers.Text;
using System.Text;
using Mesh.Conventions;
using Mesh.Engine.Http;
using Mesh.Proxy.Flags;

namespace Mesh.Proxy.Http;

/// <summary>Answers a request without an upstream: an HTTP status, or a gRPC status for gRPC callers.</summary>
internal static class LocalReply
{
    private static readonly byte[] ErrorHeader = Encoding.ASCII.GetBytes(MeshHeaders.Error);
    private static readonly byte[][] Reasons = [.. Enum.GetValues<ResponseFlag>().Select(flag => Encoding.ASCII.GetBytes($"{flag.Code()} {flag.Hint()}\n"))];

    /// <summary>Sends the whole response.</summary>
    /// <param name="stream">The downstream stream; nothing was sent on it yet.</param>
    /// <param name="request">The request's head.</param>
    /// <param name="response">A block to build the response in.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="flag">Why.</param>
    internal static void Send(HttpStream stream, HeaderBlock request, HeaderBlock response, int status, ResponseFlag flag)
    {
        var line = Reasons[(int)flag].AsSpan();
        response.Clear();
        if (GrpcStatus.IsExpectedBy(request))
            SendGrpc(stream, response, GrpcStatus.Of(status, flag), line[..^1]);
        else
            SendText(stream, response, status, line, isHead: request.Method.SequenceEqual("HEAD"u8));
    }

    // Trailers-only: one HEADERS frame with status 200 that ends the stream. The texts need no percent-encoding.
    private static void SendGrpc(HttpStream stream, HeaderBlock response, ReadOnlySpan<byte> status, ReadOnlySpan<byte> reason)
    {
        response.Status = 200;
        response.Add("content-type"u8, "application/grpc"u8);
        response.Add("grpc-status"u8, status);
        response.Add("grpc-message"u8, reason);
        response.Add(ErrorHeader, reason);
        stream.SendHeaders(response, endStream: true);
    }

    private static void SendText(HttpStream stream, HeaderBlock response, int status, ReadOnlySpan<byte> line, bool isHead)
    {
        Span<byte> length = stackalloc byte[4];
        Utf8Formatter.TryFormat(line.Length, length, out var digits);
        response.Status = status;
        response.Add("content-type"u8, "text/plain"u8);
        response.Add("content-length"u8, length[..digits]);
        response.Add(ErrorHeader, line[..^1]);
        stream.SendHeaders(response, endStream: isHead);
        if (!isHead)
            stream.SendData(line, endStream: true);
    }
}
