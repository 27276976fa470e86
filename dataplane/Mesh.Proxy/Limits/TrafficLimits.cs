using Mesh.Engine.Http1;
using Mesh.Engine.Http2;
using Mesh.Proxy.Metrics;
using Mesh.Tunnel.Limits;

namespace Mesh.Proxy.Limits;

/// <summary>The limits of messages as codecs take them, each wired to its counter. Shared by all loops.</summary>
internal sealed class TrafficLimits
{
    private readonly WindowBudget _windows = new(32 * 1024 * 1024);
    private readonly Http2Counters _counters = new();

    /// <summary>Creates them from the settings.</summary>
    internal TrafficLimits(LimitOptions options, RefusalMetrics refusals)
    {
        var throughAnother = options with { Headers = options.Headers + HeadSize.AddedFields, HeaderBytes = options.HeaderBytes + HeadSize.AddedBytes };
        Applications = new HttpLimits(CreateHttp1(options, refusals.OnRequest), CreateHttp2(options));
        Callers = new HttpLimits(CreateHttp1(throughAnother, refusals.OnRequest), CreateHttp2(throughAnother));
        Responses = new HttpLimits(CreateHttp1(options, refusals.OnResponse), CreateHttp2(options));
        Tunnels = TunnelLimits.CreateHttp2(options.Streams);
    }

    /// <summary>For requests that the workload's own applications make.</summary>
    internal HttpLimits Applications { get; }

    /// <summary>For requests that callers without a tunnel make.</summary>
    internal HttpLimits Callers { get; }

    /// <summary>For responses of endpoints without a tunnel, and of the application.</summary>
    internal HttpLimits Responses { get; }

    /// <summary>For tunnels, on both of their ends.</summary>
    internal Http2Options Tunnels { get; }

    /// <summary>What counts and bounds HTTP/2 connections, by the name that metrics give their peers.</summary>
    internal IEnumerable<(string Peer, Http2Options Options)> Http2 => [("application", Applications.Http2), ("tunnel", Tunnels)];

    private static Http1Options CreateHttp1(LimitOptions options, Action<MessageError> refused) => new()
    {
        MaxHeadBytes = options.HeaderBytes,
        MaxFields = options.Headers,
        HeaderTimeout = options.HeaderTimeout,
        IdleTimeout = options.HttpIdleTimeout,
        Refused = refused,
    };

    private Http2Options CreateHttp2(LimitOptions options) => new()
    {
        MaxHeaderListSize = options.HeaderBytes + (HeadSize.FieldOverhead * options.Headers),
        MaxFields = options.Headers,
        MaxConcurrentStreams = options.Streams,
        FrameTimeout = options.HeaderTimeout,
        IdleTimeout = options.HttpIdleTimeout,
        WindowBudget = _windows,
        Counters = _counters,
    };
}
