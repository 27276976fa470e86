namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>What a client has of one name it subscribed to.</summary>
internal sealed class HeldResource
{
    /// <summary>Version the client was sent last or says it has; null when it has none.</summary>
    public string? Version { get; set; }

    /// <summary>The client asked and has not been answered: it gets an answer even if nothing changed.</summary>
    public bool IsAsked { get; set; }
}
