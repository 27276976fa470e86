namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>Why a request ends its stream.</summary>
/// <param name="Kind">What kind of mistake it is.</param>
/// <param name="Message">What was wrong and what to do instead.</param>
internal sealed record SubscriptionRefusal(RefusalKind Kind, string Message);

/// <summary>Kinds of <see cref="SubscriptionRefusal"/>.</summary>
internal enum RefusalKind
{
    /// <summary>The request breaks the protocol or asks for what is not offered.</summary>
    Invalid,

    /// <summary>The stream would hold more than it may.</summary>
    TooMuch,
}
