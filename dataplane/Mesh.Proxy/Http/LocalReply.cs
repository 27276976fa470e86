using System.Text;
using Mesh.Conventions;
using Mesh.Engine.Http;
using Mesh.Proxy.Flags;

namespace Mesh.Proxy.Http;

/// <summary>Answers a request without an upstream: an HTTP status, or a gRPC status for gRPC callers.</summary>
internal static class LocalReply
{
    private static readonly byte[] ErrorHeader = Encoding.ASCII.GetBytes(MeshHeaders.Error);

    /// <summary>Sends the whole response.</summary>
    /// <param name="stream">The downstream stream; nothing was sent on it yet.</param>
    /// <param name="request">The request's head.</param>
    /// <param name="response">A block to build the response in.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="flag">Why.</param>
    internal static void Send(HttpStream stream, HeaderBlock request, HeaderBlock response, int status, ResponseFlag flag)
    {
        response.Clear();
        var reason = Encoding.ASCII.GetBytes($"{flag.Code()} {flag.Hint()}");
        if (IsGrpc(request))
        {
            response.Status = 200;
            response.Add("content-type"u8, "application/grpc"u8);
            response.Add("grpc-status"u8, GrpcStatus(status));
            response.Add("grpc-message"u8, reason);
            response.Add(ErrorHeader, reason);
            stream.SendHeaders(response, endStream: true);
            return;
        }
        response.Status = status;
        response.Add("content-type"u8, "text/plain"u8);
        response.Add("content-length"u8, Encoding.ASCII.GetBytes((reason.Length + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        response.Add(ErrorHeader, reason);
        if (request.Method.SequenceEqual("HEAD"u8))
        {
            stream.SendHeaders(response, endStream: true);
            return;
        }
        stream.SendHeaders(response, endStream: false);
        stream.SendData([.. reason, (byte)'\n'], endStream: true);
    }

    private static bool IsGrpc(HeaderBlock request) =>
        request.TryGet("content-type"u8, out var type) && type.StartsWith("application/grpc"u8)
        && (type.Length == 16 || type[16] is (byte)'+' or (byte)';');

    // The mapping of gRPC's HTTP status table (grpc doc/http-grpc-status-mapping).
    private static ReadOnlySpan<byte> GrpcStatus(int status) => status switch
    {
        400 => "13"u8,
        401 => "16"u8,
        403 => "7"u8,
        404 => "12"u8,
        429 or 502 or 503 or 504 => "14"u8,
        _ => "2"u8,
    };
}
