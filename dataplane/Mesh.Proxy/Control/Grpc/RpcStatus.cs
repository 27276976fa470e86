using System.Buffers.Text;
using Mesh.Discovery.Transport;
using Mesh.Engine.Http;

namespace Mesh.Proxy.Control.Grpc;

/// <summary>How a call ended, as the server says or as what happened to its stream means.</summary>
/// <param name="Code">The status code of gRPC, 0 to 16.</param>
/// <param name="Detail">Words for logs.</param>
internal readonly record struct RpcStatus(int Code, string Detail)
{
    private const int UnknownCode = (int)ControlStatus.Unknown;

    private static readonly string[] Names =
    [
        "OK", "Cancelled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied", "ResourceExhausted",
        "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss", "Unauthenticated",
    ];

    /// <summary>Creates a status of this side's own.</summary>
    internal RpcStatus(ControlStatus status, string detail)
        : this((int)status, detail)
    {
    }

    /// <summary>Whether the call succeeded.</summary>
    internal bool IsOk => Code == 0;

    /// <summary>The code as far as the proxy tells codes apart.</summary>
    internal ControlStatus Status => Enum.IsDefined((ControlStatus)Code) ? (ControlStatus)Code : ControlStatus.Unknown;

    /// <summary>Reads trailers, or the head of a response that has nothing else ("Trailers-Only"). No status, two, or none of gRPC's is Unknown.</summary>
    internal static RpcStatus FromTrailers(HeaderBlock trailers)
    {
        if (!trailers.TryGet("grpc-status"u8, out var text))
            return new RpcStatus(UnknownCode, "the answer ends without a gRPC status");
        if (trailers.IndexOf("grpc-status"u8, trailers.IndexOf("grpc-status"u8, 0) + 1) >= 0
            || !Utf8Parser.TryParse(text, out byte code, out var used) || used != text.Length || code >= Names.Length)
            return new RpcStatus(UnknownCode, "the answer ends with an invalid gRPC status");
        return new RpcStatus(code, trailers.TryGet("grpc-message"u8, out var message) ? PercentText.Decode(message) : "");
    }

    /// <summary>Judges the head of a response whose trailers are still to come; null when it is one of gRPC.</summary>
    internal static RpcStatus? FromHead(HeaderBlock head)
    {
        if (head.Status != 200)
            return new RpcStatus(FromHttpStatus(head.Status), $"HTTP status {head.Status}");
        return head.TryGet("content-type"u8, out var type) && IsGrpc(type) ? null : new RpcStatus(UnknownCode, "the answer is not of gRPC");
    }

    /// <summary>The failure of a call to <paramref name="service"/>.</summary>
    internal ControlTransportException ToException(object service, string? peerRefusal = null) =>
        new(Status, $"{service}: {Names[Code]}: {Detail}") { PeerRefusal = peerRefusal };

    // "HTTP to gRPC Status Code Mapping" of gRPC's documents.
    private static int FromHttpStatus(int status) => (int)(status switch
    {
        400 => ControlStatus.Internal,
        401 => ControlStatus.Unauthenticated,
        403 => ControlStatus.PermissionDenied,
        429 or 502 or 503 or 504 => ControlStatus.Unavailable,
        _ => ControlStatus.Unknown,
    });

    private static bool IsGrpc(ReadOnlySpan<byte> contentType)
    {
        var name = "application/grpc"u8;
        return contentType.StartsWith(name) && (contentType.Length == name.Length || contentType[name.Length] is (byte)'+' or (byte)';');
    }
}
