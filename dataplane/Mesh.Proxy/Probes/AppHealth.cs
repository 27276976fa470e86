using Mesh.Conventions;
using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Probes;

/// <summary>
/// Answers <c>/app-health/CONTAINER/PROBE</c> by asking the application itself: so that the kubelet, which has no certificate, learns about the
/// application under mutual TLS, and about a dead one behind a live proxy. Used on one loop.
/// </summary>
/// <param name="loop">The loop.</param>
/// <param name="address">The workload's address.</param>
/// <param name="probes">The probes by the end of their path.</param>
/// <param name="proxyProtocolOf">The version of the PROXY protocol that the application expects at a port; null for none.</param>
/// <param name="log">Told when a probe's outcome is another than before: the kubelet's events do not say why.</param>
internal sealed class AppHealth(EventLoop loop, System.Net.IPAddress address, IReadOnlyDictionary<string, AppProbe> probes, Func<int, ProxyProtocolVersion?> proxyProtocolOf, Action<string> log)
{
    // The kubelet makes few at a time; others who reach the port shall not multiply their requests into the application.
    private const int MaxAtOnce = 64;

    private readonly Dictionary<ByteStream, ProbeAttempt> _running = [];
    private readonly Dictionary<string, bool> _wasHealthy = new(StringComparer.Ordinal);

    /// <summary>Receives the outcome of a probe.</summary>
    /// <param name="stream">The kubelet's request.</param>
    /// <param name="status">200 or 500, 404 when there is no such probe.</param>
    /// <param name="text">Why, for people.</param>
    internal delegate void Reply(HttpStream stream, int status, string text);

    /// <summary>Whether a path is one of a probe, there or not.</summary>
    internal static bool IsFor(string path) => path.StartsWith(AppProbeNames.PathPrefix, StringComparison.Ordinal);

    /// <summary>Makes a probe; the reply comes later, unless <see cref="Forget"/> comes first.</summary>
    internal void Start(HttpStream stream, string path, string userAgent, Reply reply)
    {
        if (!probes.TryGetValue(path[AppProbeNames.PathPrefix.Length..], out var probe))
        {
            reply(stream, 404, "there is no such probe\n");
            return;
        }
        if (_running.Count >= MaxAtOnce)
        {
            reply(stream, 500, "too many probes at once\n");
            return;
        }
        var attempt = new ProbeAttempt(loop, IpEndpoint.From(address, probe.Port), probe, proxyProtocolOf(probe.Port), userAgent, (attempt, failure) =>
        {
            // Another request may have taken the stream over, when the connection is kept.
            if (!_running.TryGetValue(stream, out var current) || current != attempt)
                return;
            _running.Remove(stream);
            Note(path[AppProbeNames.PathPrefix.Length..], failure);
            reply(stream, failure is null ? 200 : 500, failure is null ? "ok\n" : failure + "\n");
        });
        _running[stream] = attempt;
        attempt.Begin();
    }

    /// <summary>The kubelet does not wait any more.</summary>
    internal void Forget(ByteStream stream)
    {
        if (_running.Remove(stream, out var attempt))
            attempt.Cancel();
    }

    private void Note(string name, string? failure)
    {
        var isHealthy = failure is null;
        if (_wasHealthy.TryGetValue(name, out var was) && was == isHealthy)
            return;
        _wasHealthy[name] = isHealthy;
        log($"probe {name} {(isHealthy ? "succeeds" : $"fails: {failure}")}");
    }
}
