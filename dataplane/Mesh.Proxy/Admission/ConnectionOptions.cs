namespace Mesh.Proxy.Admission;

/// <summary>How many connections a proxy takes. What is too many is accepted and reset at once: who calls learns it, and goes elsewhere.</summary>
internal sealed record ConnectionOptions
{
    /// <summary>Descriptors for what is not a connection of a caller's or application's: listeners, files, control plane, metrics.</summary>
    private const int OtherDescriptors = 256;

    private const int DescriptorsEach = 2;

    /// <summary><c>--max-connections N</c>: accepted and not closed, of applications, callers and tunnels together; 1 to 1000000. Default 50000.</summary>
    public int All { get; init; } = 50_000;

    /// <summary><c>--max-outbound-connections N</c>: of the workload's applications. Default three quarters of <see cref="All"/>.</summary>
    public int? Outbound { get; init; }

    /// <summary><c>--max-inbound-connections N</c>: of callers without a tunnel. Default three quarters of <see cref="All"/>.</summary>
    public int? Inbound { get; init; }

    /// <summary><c>--max-tunnel-connections N</c>: tunnels. Default three quarters of <see cref="All"/>.</summary>
    public int? Tunnel { get; init; }

    /// <summary><c>--max-connections-per-source N|off</c>: of one address, without a tunnel and tunnels each for themselves. Default off: node ports and load balancers give many callers one address.</summary>
    public int? PerSource { get; init; }

    /// <summary><c>--max-connection-rate N|off</c>: accepted in a second by each listener, after a pause as many at once. Default off.</summary>
    public int? Rate { get; init; }

    /// <summary>The limit of a listener that was not given one: no listener alone leaves the others without room.</summary>
    internal int OfOne => Math.Max(1, All - (All / 4));

    /// <summary>The same, with no more connections than so many descriptors carry, each with one towards its other side.</summary>
    internal ConnectionOptions WithinDescriptors(long descriptors) =>
        this with { All = (int)Math.Clamp((descriptors - OtherDescriptors) / DescriptorsEach, 1, All) };
}
