using Mesh.Engine.Relays;
using Mesh.Proxy.Telemetry;

namespace Mesh.Proxy.Tcp;

/// <summary>The bytes of a relay for <c>meshctl top</c>: each is reported once.</summary>
internal struct TcpTally
{
    private long _sent;
    private long _received;

    /// <summary>Reports a connection that is still open.</summary>
    internal void ReportOpen(TopRecorder top, TopKey key, StreamRelay relay)
    {
        var bytes = TakeNew(relay);
        top.Record(key, row => row.AddOpenConnection(bytes));
    }

    /// <summary>Reports a connection that ended.</summary>
    internal void ReportEnded(TopRecorder top, TopKey key, StreamRelay relay)
    {
        var bytes = TakeNew(relay);
        top.Record(key, row => row.AddEndedConnection(relay.Error is null, bytes));
    }

    private (long Sent, long Received) TakeNew(StreamRelay relay)
    {
        var news = (relay.BytesFromA - _sent, relay.BytesFromB - _received);
        (_sent, _received) = (relay.BytesFromA, relay.BytesFromB);
        return news;
    }
}
