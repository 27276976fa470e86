using Grpc.Core;

namespace Mesh.CertAuthority.Requests;

/// <summary>Why a request is refused: a label of the refusal metric, and a gRPC status.</summary>
internal enum RefusalReason
{
    /// <summary>Neither a token nor a certificate was shown.</summary>
    NoCredential,

    /// <summary>The join token is forged, expired, or not for this authority.</summary>
    BadToken,

    /// <summary>The join token could be used once and was.</summary>
    ReplayedToken,

    /// <summary>The client's certificate does not verify.</summary>
    BadCertificate,

    /// <summary>The request asks for another identity than the authenticated one.</summary>
    OtherIdentity,

    /// <summary>The request itself is not acceptable.</summary>
    BadRequest,

    /// <summary>The peer asks too often, or too many ask at once.</summary>
    TooMany,

    /// <summary>Whoever has to be asked about the credential does not answer.</summary>
    NoReview,
}

/// <summary>A refused request.</summary>
/// <param name="Reason">The kind of refusal.</param>
/// <param name="Message">What is wrong and what to do, for the sender and the audit log.</param>
internal sealed record Refusal(RefusalReason Reason, string Message)
{
    /// <summary>The metric's label.</summary>
    public string Label => Reason switch
    {
        RefusalReason.NoCredential => "no_credential",
        RefusalReason.BadToken => "bad_token",
        RefusalReason.ReplayedToken => "replayed_token",
        RefusalReason.BadCertificate => "bad_certificate",
        RefusalReason.OtherIdentity => "other_identity",
        RefusalReason.BadRequest => "bad_request",
        RefusalReason.TooMany => "too_many",
        RefusalReason.NoReview => "no_review",
        _ => throw new InvalidOperationException($"Unknown reason {Reason}."),
    };

    /// <summary>The status as the protocol says.</summary>
    public StatusCode StatusCode => Reason switch
    {
        RefusalReason.NoCredential or RefusalReason.BadToken or RefusalReason.ReplayedToken or RefusalReason.BadCertificate => StatusCode.Unauthenticated,
        RefusalReason.OtherIdentity => StatusCode.PermissionDenied,
        RefusalReason.BadRequest => StatusCode.InvalidArgument,
        RefusalReason.TooMany => StatusCode.ResourceExhausted,
        RefusalReason.NoReview => StatusCode.Unavailable,
        _ => throw new InvalidOperationException($"Unknown reason {Reason}."),
    };
}
