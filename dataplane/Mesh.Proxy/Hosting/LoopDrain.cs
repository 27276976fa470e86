using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Http2;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Dns;
using Mesh.Proxy.Inbound;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Hosting;

/// <summary>
/// The order of a drain on one loop. Callers with a tunnel are told and go elsewhere at once. Those without learn it from their next response; new
/// ones come until the endpoint's removal has reached all who send them, and have when nobody has come for a while.
/// </summary>
internal static class LoopDrain
{
    // Longer than a health check's or a name's second look is apart for those who still would come.
    private const long QuietMilliseconds = 1000;

    /// <summary>Begins; returns what is left. Does no harm twice.</summary>
    internal static DrainLeft Begin(ProxyLoop loop, LoopListeners listeners, Departure departure)
    {
        if (!loop.IsDraining)
        {
            loop.IsDraining = true;
            loop.IsReplaced = departure == Departure.Replaced;
            loop.LastPlaintextMilliseconds = loop.LastOutboundMilliseconds = loop.Events.NowMilliseconds;
            if (loop.IsReplaced)
                listeners.Leave();
            else
                listeners.CloseTunnel();
        }
        foreach (var connection in Connection.AllOf(loop.Events))
            Announce(loop, connection.Handler);
        return Left(loop, listeners);
    }

    /// <summary>What is left now.</summary>
    internal static DrainLeft Left(ProxyLoop loop, LoopListeners listeners)
    {
        var inProgress = loop.InProgress + loop.TcpConnections.Count;
        if (!loop.IsReplaced)
            return new DrainLeft(inProgress, !TakesPlaintext(loop) || IsPast(loop, loop.LastPlaintextMilliseconds));
        // The application goes on, and so does what it has asked here and what waits for an answer from elsewhere.
        inProgress += loop.Holds.Count + listeners.WaitingQuestions + Connection.AllOf(loop.Events).Count(c => c.Handler is TcpDnsConnection);
        return new DrainLeft(inProgress, IsPast(loop, Math.Max(loop.LastPlaintextMilliseconds, loop.LastOutboundMilliseconds)));
    }

    private static void Announce(ProxyLoop loop, IConnectionHandler handler)
    {
        switch (handler)
        {
            case Http2ServerConnection http when IsToEnd(loop, http.Server):
                http.Drain();
                break;
            case Http1ServerConnection http when IsToEnd(loop, http.Server):
                http.EndAfterResponse();
                break;
        }
    }

    private static bool IsToEnd(ProxyLoop loop, IHttpServer server) => loop.IsReplaced || server is TunnelConnection or InboundConnection;

    private static bool TakesPlaintext(ProxyLoop loop) => loop.State.Options.Capture == CaptureMode.Iptables && loop.State.Discovery.Current.Inbound is { TakesPlaintext: true };

    private static bool IsPast(ProxyLoop loop, long lastMilliseconds) => loop.Events.NowMilliseconds - lastMilliseconds >= QuietMilliseconds;
}
