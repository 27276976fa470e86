namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>What a request meant, beside the change of subscriptions.</summary>
/// <param name="Refusal">Set when the stream must end; then nothing was changed.</param>
/// <param name="Acknowledgement">Set when the request acknowledged or refused a response that waited for it.</param>
internal readonly record struct RequestOutcome(SubscriptionRefusal? Refusal, Acknowledgement? Acknowledgement);
