using Grpc.Core;
using Mesh.Conventions;

namespace Mesh.Discovery.Transport;

/// <summary>gRPC's errors as the transport's.</summary>
internal static class GrpcFailures
{
    private const int MaxDetail = 500;

    public static ControlTransportException Translate(RpcException failed, ServiceAddress address)
    {
        var detail = failed.Status.DebugException is { } cause && failed.StatusCode is StatusCode.Unavailable or StatusCode.Internal
            ? $"{failed.Status.Detail} ({Innermost(failed.Status.DebugException ?? failed)})"
            : failed.Status.Detail;
        if (detail.Length > MaxDetail)
            detail = string.Concat(detail.AsSpan(0, MaxDetail), "…");
        return new ControlTransportException(ToStatus(failed.StatusCode), $"{address}: {failed.StatusCode}: {detail}", failed);
    }

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }

    private static ControlStatus ToStatus(StatusCode code) => Enum.IsDefined((ControlStatus)code) ? (ControlStatus)code : ControlStatus.Unknown;
}
