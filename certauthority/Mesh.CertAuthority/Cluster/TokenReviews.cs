using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Requests;
using Mesh.Conventions;
using Mesh.Identity;
using Mesh.Identity.Tokens;

namespace Mesh.CertAuthority.Cluster;

/// <summary>
/// Service accounts' tokens, reviewed by the API server for our audience (authentication.k8s.io/v1 TokenReview). The identity is what the
/// review says; nothing that the token or the request claims is believed.
/// </summary>
/// <param name="client">The API server.</param>
/// <param name="trustDomain">The trust domain of the cluster's identities.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenReviews(IKubernetes client, TrustDomain trustDomain, TimeProvider time) : IBearerVerifier
{
    private const int MaxTokenLength = 8 * 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<(Caller? Caller, Refusal? Refusal)> VerifyAsync(string token, CancellationToken cancellation)
    {
        if (token.Length is 0 or > MaxTokenLength)
            return Refuse(RefusalReason.BadToken, "the token is not a service account's");
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var review = new V1TokenReview { Spec = new V1TokenReviewSpec { Token = token, Audiences = [MeshIdentities.TokenAudience] } };
            var reviewed = await client.AuthenticationV1.CreateTokenReviewAsync(review, cancellationToken: either.Token).ConfigureAwait(false);
            return Decide(reviewed.Status);
        }
        catch (HttpOperationException refused)
        {
            var remedy = refused.Response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                ? "; mesh-ca needs create on tokenreviews (ClusterRole system:auth-delegator)" : "";
            return Refuse(RefusalReason.NoReview, $"the API server answered {(int)refused.Response.StatusCode} to the token's review{remedy}");
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or System.Text.Json.JsonException
            || (unreachable is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return Refuse(RefusalReason.NoReview, $"the API server does not answer the token's review: {unreachable.Message}");
        }
    }

    private (Caller? Caller, Refusal? Refusal) Decide(V1TokenReviewStatus? status)
    {
        if (status?.Authenticated != true)
        {
            return Refuse(RefusalReason.BadToken, $"the API server does not accept the token: {OneLine(status?.Error) ?? "not authenticated"}; it has to be a projected service account token with audience {MeshIdentities.TokenAudience}");
        }

        // A server that knows nothing of audiences accepts every token, and says so by naming none.
        if (status.Audiences?.Contains(MeshIdentities.TokenAudience) != true)
            return Refuse(RefusalReason.BadToken, $"the token is not for audience {MeshIdentities.TokenAudience}");
        return ServiceAccountTokenPayload.TryReadUserName(status.User?.Username, trustDomain, out var identity)
            ? (new Caller(identity, Credential.ServiceAccount, null), null)
            : Refuse(RefusalReason.BadToken, "the token is not a service account's");
    }

    private static (Caller? Caller, Refusal? Refusal) Refuse(RefusalReason reason, string message) => (null, new Refusal(reason, message));

    private static string? OneLine(string? text) => string.IsNullOrEmpty(text) ? null : text.ReplaceLineEndings(" ");
}
