namespace Mesh.Discovery.Client;

/// <summary>The state of discovery, for metrics and the admin socket.</summary>
public sealed record DiscoveryStatus
{
    /// <summary>Whether a stream to the control plane is open and has been answered.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Streams that were answered at least once.</summary>
    public long Connections { get; init; }

    /// <summary>Responses that were taken over.</summary>
    public long Accepted { get; init; }

    /// <summary>Responses with something that was refused.</summary>
    public long Refused { get; init; }

    /// <summary>What was refused last; empty when nothing was, or when a later response of the same type was good.</summary>
    public string LastRefusal { get; init; } = "";

    /// <summary>Why the last stream ended; empty while none did.</summary>
    public string LastDisconnect { get; init; } = "";

    /// <summary>Subscribed destinations.</summary>
    public int Destinations { get; init; }

    /// <summary>Subscribed names.</summary>
    public int Names { get; init; }
}
