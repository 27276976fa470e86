using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Proxy.Memory;
using Mesh.Proxy.Permissions;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Upstream;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Routing;

namespace Mesh.Proxy.Runtime;

/// <summary>What belongs to one event loop: chance, pools and the exchanges in progress. Used on that loop only.</summary>
internal sealed class ProxyLoop
{
    /// <summary>Creates the loop's own objects.</summary>
    internal ProxyLoop(EventLoop events, ProxyState state, int seed)
    {
        Events = events;
        State = state;
        Random = new Random(seed);
        Picker = new EndpointPicker(Random);
        Splits = new WeightedPicker(Random);
        Upstreams = new UpstreamPools(events, state.Credentials, state.Options.Tcp, state.Limits, state.Metrics, state.Time);
        Holds = new HoldList(this);
        Memory = new MemoryGuard(events, state.Options.MemoryLimit, state.Options.Loops, state.Metrics.Memory, state.Log.Warn, state.Log.Info, ResidentMemory.Bytes);
    }

    /// <summary>The event loop.</summary>
    internal EventLoop Events { get; }

    /// <summary>What all loops share.</summary>
    internal ProxyState State { get; }

    /// <summary>Seeded once; not thread-safe.</summary>
    internal Random Random { get; }

    /// <summary>Chooses endpoints.</summary>
    internal EndpointPicker Picker { get; }

    /// <summary>Chooses clusters by weight.</summary>
    internal WeightedPicker Splits { get; }

    /// <summary>Connections to endpoints and to the application.</summary>
    internal UpstreamPools Upstreams { get; }

    /// <summary>What waits for the control plane to answer.</summary>
    internal HoldList Holds { get; }

    /// <summary>What the inbound policy has let in.</summary>
    internal PermitSet Permits { get; } = new();

    /// <summary>Whether callers with a tunnel are sent elsewhere.</summary>
    internal bool IsDraining { get; set; }

    /// <summary>Whether another process is this workload's proxy now: the application's further requests are that one's, too.</summary>
    internal bool IsReplaced { get; set; }

    /// <summary>When the application began a request the last time; the loop's clock.</summary>
    internal long LastOutboundMilliseconds { get; set; }

    /// <summary>When something came to the application outside a tunnel the last time; the loop's clock.</summary>
    internal long LastPlaintextMilliseconds { get; set; }

    /// <summary>Refuses work when memory is short.</summary>
    internal MemoryGuard Memory { get; }

    /// <summary>HTTP exchanges in progress.</summary>
    internal int InProgress { get; set; }

    /// <summary>TCP connections in progress.</summary>
    internal HashSet<IOpenConnection> TcpConnections { get; } = [];

    /// <summary>Accepted tunnels.</summary>
    internal HashSet<Http2ServerConnection> Tunnels { get; } = [];

    /// <summary>The clock of statistics: when what happens in this turn of the loop became known.</summary>
    internal long NowNanoseconds() => Events.NowNanoseconds;
}
