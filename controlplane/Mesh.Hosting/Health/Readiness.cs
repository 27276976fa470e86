using System.Collections.Concurrent;

namespace Mesh.Hosting.Health;

/// <summary>What a service still waits for. It is ready when nothing is left; conditions may come back.</summary>
public sealed class Readiness
{
    private readonly ConcurrentDictionary<string, byte> _waiting = new(StringComparer.Ordinal);

    /// <summary>What is waited for, in alphabetical order; empty when the service is ready.</summary>
    public IReadOnlyList<string> Waiting => [.. _waiting.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Declares the service not ready because of <paramref name="condition"/>.</summary>
    /// <param name="condition">A few words, as in <c>first configuration</c>.</param>
    public void WaitFor(string condition) => _waiting.TryAdd(condition, 0);

    /// <summary>The condition is met.</summary>
    public void Met(string condition) => _waiting.TryRemove(condition, out _);
}
