using System.Net;
using System.Threading.RateLimiting;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Audit;
using Mesh.CertAuthority.Requests;

namespace Mesh.CertAuthority.Serving;

/// <summary>Lets a call in when its peer does not call too often and not too many calls are at work; turns bugs and disk failures into a status without details.</summary>
internal sealed partial class AdmissionInterceptor(PeerRateLimiter peers, ConcurrencyLimiter calls, AuditLog audit, ILogger<AdmissionInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var connection = context.GetHttpContext().Connection;
        if (!peers.TryAcquire(connection.RemoteIpAddress))
            throw Refuse(connection, "this address asks too often; try again later");
        using var lease = await calls.AcquireAsync(1, context.CancellationToken).ConfigureAwait(false);
        if (!lease.IsAcquired)
            throw Refuse(connection, "too many requests at once; try again later");
        try
        {
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException)
        {
            Failed(log, context.Method, e);
            throw new RpcException(new Status(StatusCode.Internal, "the certificate authority failed; its log says why"));
        }
    }

    private RpcException Refuse(ConnectionInfo connection, string message)
    {
        var refusal = new Refusal(RefusalReason.TooMany, message);
        audit.Refused(null, refusal, Peer.Describe(connection));
        return new RpcException(new Status(refusal.StatusCode, refusal.Message));
    }

    [LoggerMessage(21, LogLevel.Error, "{Method} failed")]
    private static partial void Failed(ILogger log, string method, Exception e);
}

/// <summary>Words for a connection's other end.</summary>
internal static class Peer
{
    public static string Describe(ConnectionInfo connection) =>
        connection.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort).ToString() : "unix";
}
