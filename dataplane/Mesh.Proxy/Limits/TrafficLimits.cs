using Mesh.Engine.Http1;
using Mesh.Engine.Http2;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Metrics;
using Mesh.Tunnel.Limits;

namespace Mesh.Proxy.Limits;

/// <summary>The limits as codecs and listeners take them, each wired to its counter. Shared by all loops.</summary>
internal sealed class TrafficLimits
{
    // RFC 9113 section 6.5.2 counts so much for each field beside its bytes.
    private const int Http2FieldOverhead = 32;

    /// <summary>Creates them from the settings.</summary>
    internal TrafficLimits(LimitOptions options, RefusalMetrics refusals)
    {
        Http1Requests = Http1(options, refusals.OnRequest);
        Http1Responses = Http1(options, refusals.OnResponse);
        Http2Requests = new Http2Options
        {
            MaxHeaderListSize = options.HeaderBytes + (Http2FieldOverhead * options.Headers),
            FrameTimeout = options.HeaderTimeout,
            IdleTimeout = options.HttpIdleTimeout,
        };
        Http2Responses = new Http2Options { WindowBudget = Http2Requests.WindowBudget, Counters = Http2Requests.Counters };
        Connections = new ConnectionLimit(options.Connections, refusals.OnConnection);
    }

    /// <summary>For connections that applications and callers made.</summary>
    internal Http1Options Http1Requests { get; }

    /// <summary>For connections to endpoints and to the application.</summary>
    internal Http1Options Http1Responses { get; }

    /// <summary>For HTTP/2 connections that applications and callers made; tunnels have their own.</summary>
    internal Http2Options Http2Requests { get; }

    /// <summary>For HTTP/2 connections to the application.</summary>
    internal Http2Options Http2Responses { get; }

    /// <summary>For tunnels, on both of their ends.</summary>
    internal Http2Options Tunnels { get; } = TunnelLimits.CreateHttp2();

    /// <summary>What counts and bounds HTTP/2 connections, by the name that metrics give their peers.</summary>
    internal IEnumerable<(string Peer, Http2Options Options)> Http2 => [("application", Http2Requests), ("tunnel", Tunnels)];

    /// <summary>For everything that listens, but metrics.</summary>
    internal ConnectionLimit Connections { get; }

    private static Http1Options Http1(LimitOptions options, Action<MessageError> refused) => new()
    {
        MaxHeadBytes = options.HeaderBytes,
        MaxFields = options.Headers,
        HeaderTimeout = options.HeaderTimeout,
        IdleTimeout = options.HttpIdleTimeout,
        Refused = refused,
    };
}
