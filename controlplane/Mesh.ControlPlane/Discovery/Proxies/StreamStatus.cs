using Grpc.Core;
using Mesh.ControlPlane.Discovery.Subscriptions;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>How streams end.</summary>
internal static class StreamStatus
{
    /// <summary>Nothing can be served yet.</summary>
    public static Status NotReady { get; } =
        new(StatusCode.Unavailable, "no configuration was accepted yet; try again, and see the control plane's log or proxy-status for what is wrong");

    /// <summary>The peer's identity is proven no longer.</summary>
    public static Status CertificateEnded { get; } =
        new(StatusCode.Unavailable, "the certificate of this connection has expired; connect again with the renewed one");

    /// <summary>The peer's certificate does not lead to a trusted root any more.</summary>
    public static Status Untrusted(string problem) =>
        new(StatusCode.Unauthenticated, $"{problem}; get a new certificate and connect again");

    /// <summary>The process ends.</summary>
    public static Status Stopping { get; } = new(StatusCode.Unavailable, "the control plane is stopping; connect again");

    /// <summary>A request that is not served.</summary>
    public static Status Of(SubscriptionRefusal refusal) =>
        new(refusal.Kind == RefusalKind.TooMuch ? StatusCode.ResourceExhausted : StatusCode.InvalidArgument, refusal.Message);
}
