using System.Net;
using System.Net.WebSockets;
using Google.Protobuf;
using Grpc.Core;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.Cli.Shared;
using Mesh.Conventions;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.Protos.Identity.V1;
using TrustBundle = Mesh.Identity.Trust.TrustBundle;

namespace Mesh.Cli.Operators;

/// <summary>
/// The way to a control plane in Kubernetes: whoever may get a token of the operators' service account gets a short certificate from the
/// mesh's authority with it, and shows that to the control plane. The roots come from the cluster; both ends are verified.
/// </summary>
internal static class ClusterOperator
{
    private const string RootMap = "mesh-root";
    private const string RootKey = "root.pem";

    // The shortest the API server gives.
    private const long TokenSeconds = 600;

    /// <summary>Connects.</summary>
    /// <exception cref="CliException">A step failed; the message says which and what to do.</exception>
    internal static async Task<OperatorConnection> ConnectAsync(string kubeconfig, string? context, TimeProvider time, CancellationToken cancellation)
    {
        var api = Kubeconfig.Connect(kubeconfig, context);
        try
        {
            return await ConnectAsync(api, time, cancellation);
        }
        catch (Exception e)
        {
            api.Dispose();
            if (e is HttpOperationException { Response: { } answer })
                throw new CliException($"the API server refused ({(int)answer.StatusCode}): {Message(answer.Content)}", Remedy(answer.StatusCode));
            if (e is RpcException refused)
                throw new CliException($"the certificate authority gave no operator certificate: {refused.Status.Detail}", "see 'kubectl logs -n mesh-system deploy/mesh-ca'");
            if (e is HttpRequestException or WebSocketException)
                throw new CliException($"the API server is not reachable: {e.Message}", "check the cluster that --kubeconfig and --context name");
            throw;
        }
    }

    private static async Task<OperatorConnection> ConnectAsync(Kubernetes api, TimeProvider time, CancellationToken cancellation)
    {
        var map = await api.CoreV1.ReadNamespacedConfigMapAsync(RootMap, MeshIdentities.SystemNamespace, cancellationToken: cancellation);
        if (map.Data?.TryGetValue(RootKey, out var pem) != true || pem is null)
            throw new CliException($"the ConfigMap {MeshIdentities.SystemNamespace}/{RootMap} has no {RootKey}", "see 'kubectl logs -n mesh-system deploy/mesh-ca'");
        var authority = new PodTunnel(api, MeshIdentities.CertAuthority, MeshPorts.CertAuthority);
        var bundle = TrustBundle.FromPem(await TrustDomainAsync(authority, cancellation), pem);
        var token = await api.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [MeshIdentities.TokenAudience], ExpirationSeconds = TokenSeconds } },
            MeshIdentities.Operator, MeshIdentities.SystemNamespace, cancellationToken: cancellation);
        using var certificate = await EnrolAsync(authority, bundle, token.Status.Token, time, cancellation);
        var controlPlane = SpiffeId.Create(bundle.TrustDomain, MeshIdentities.SystemNamespace, MeshIdentities.ControlPlane);
        var channel = new PodTunnel(api, MeshIdentities.ControlPlane, MeshPorts.ControlPlane)
            .Open(TlsClientOptions.Verified(() => new ChainVerifier(bundle, time), controlPlane, certificate));
        return new OperatorConnection(channel, "see 'kubectl get pods -n mesh-system'", api);
    }

    // Unverified: a wrong answer makes the verified connection that follows fail.
    private static async Task<TrustDomain> TrustDomainAsync(PodTunnel authority, CancellationToken cancellation)
    {
        using var channel = authority.Open(TlsClientOptions.FirstContact());
        var answer = await new IdentityService.IdentityServiceClient(channel).GetTrustBundleAsync(new GetTrustBundleRequest(), cancellationToken: cancellation);
        return TrustDomain.TryParse(answer.TrustDomain, out var domain)
            ? domain
            : throw new CliException("the certificate authority names no trust domain", "see 'kubectl logs -n mesh-system deploy/mesh-ca'");
    }

    private static async Task<WorkloadCertificate> EnrolAsync(PodTunnel authority, TrustBundle bundle, string token, TimeProvider time, CancellationToken cancellation)
    {
        var server = SpiffeId.Create(bundle.TrustDomain, MeshIdentities.SystemNamespace, MeshIdentities.CertAuthority);
        using var channel = authority.Open(TlsClientOptions.Verified(() => new ChainVerifier(bundle, time), server, own: null));
        using var key = KeyAndRequest.Create(SpiffeId.Create(bundle.TrustDomain, MeshIdentities.SystemNamespace, MeshIdentities.Operator));
        var answer = await new IdentityService.IdentityServiceClient(channel).SignCertificateAsync(
            new SignCertificateRequest { Csr = ByteString.CopyFrom(key.Request.Span) }, new Metadata { { "authorization", $"Bearer {token}" } }, cancellationToken: cancellation);
        return key.Complete(answer.CertificateChain.Select(der => der.Memory));
    }

    private static string Message(string? body)
    {
        try
        {
            return KubernetesJson.Deserialize<V1Status>(body).Message;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentNullException)
        {
            return body ?? "";
        }
    }

    private static string Remedy(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => "the mesh may not be installed in this cluster: see 'kubectl get all -n mesh-system'",
        HttpStatusCode.Forbidden => "in namespace mesh-system it takes the rights to get ConfigMap mesh-root, to list pods, to create pods/portforward, and to create serviceaccounts/token of mesh-operator",
        _ => "check the cluster that --kubeconfig and --context name",
    };
}
