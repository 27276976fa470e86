namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>How much one stream may hold. All counts are per stream.</summary>
internal sealed record SubscriptionLimits
{
    /// <value>Names subscribed to, over all types. Default 10 000.</value>
    public int Names { get; init; } = 10_000;

    /// <value>Different type URLs. Default 16.</value>
    public int Types { get; init; } = 16;

    /// <value>Characters of a resource name, type URL or version. Default 512.</value>
    public int TextLength { get; init; } = 512;

    /// <value>Responses of one type that may wait for their acknowledgement before more is sent. Default 16.</value>
    public int Unacknowledged { get; init; } = 16;

    /// <value>Bytes of resources after which a response is closed and the rest goes into the next one. Default 1 MiB, well below gRPC's 4 MiB.</value>
    public int ResponseBytes { get; init; } = 1 << 20;
}
