using Mesh.Proxy.Listeners;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Hosting;

/// <summary>What keeps a drain from being done.</summary>
/// <param name="InProgress">Requests and TCP connections of either direction.</param>
/// <param name="IsQuiet">Whether callers without a tunnel have stopped coming.</param>
internal readonly record struct DrainLeft(int InProgress, bool IsQuiet)
{
    internal bool IsDone => InProgress == 0 && IsQuiet;
}

/// <summary>
/// The order of a drain on one loop. Callers with a tunnel are told and go elsewhere at once. Those without cannot be told: they come until
/// the endpoint's removal has reached all who send them, and have when nobody has come for a while.
/// </summary>
internal static class LoopDrain
{
    // Longer than a health check's or a name's second look is apart for those who still would come.
    private const long QuietMilliseconds = 1000;

    /// <summary>Begins; the result is to be called on the loop. Does no harm twice.</summary>
    internal static Func<DrainLeft> Begin(ProxyLoop loop, LoopListeners listeners) => () =>
    {
        if (!loop.IsDraining)
        {
            loop.IsDraining = true;
            loop.LastPlaintextMilliseconds = loop.Events.NowMilliseconds;
            listeners.CloseTunnel();
        }
        foreach (var tunnel in loop.Tunnels.ToArray())
            tunnel.Drain();
        return Left(loop);
    };

    /// <summary>What is left now.</summary>
    internal static DrainLeft Left(ProxyLoop loop)
    {
        var takesPlaintext = loop.State.Options.Capture == CaptureMode.Iptables && loop.State.Discovery.Current.Inbound is { TakesPlaintext: true };
        var isQuiet = !takesPlaintext || loop.Events.NowMilliseconds - loop.LastPlaintextMilliseconds >= QuietMilliseconds;
        return new DrainLeft(loop.InProgress + loop.TcpConnections.Count, isQuiet);
    }
}
