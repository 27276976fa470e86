using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.Conventions;
using Mesh.ControlPlane.Discovery.Proxies;

namespace Mesh.ControlPlane.Observability;

/// <summary>Lets only the operators' identity call the operator service over the network; a proxy's certificate is not enough.</summary>
internal sealed class OperatorAdmission : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, context);
    }

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, responseStream, context);
    }

    // The handshake has verified that the certificate is of the own trust domain.
    private static void Check(ServerCallContext context)
    {
        var identity = AuthenticatedPeer.Of(context).Identity;
        if (identity.Namespace != MeshIdentities.SystemNamespace || identity.ServiceAccount != MeshIdentities.Operator)
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"{identity} is no operator; use a certificate of ns/{MeshIdentities.SystemNamespace}/sa/{MeshIdentities.Operator}"));
    }
}
