using System.Collections.Concurrent;
using System.Net;
using Mesh.Engine.Sockets;

namespace Mesh.Proxy.Handover;

/// <summary>
/// Sockets of the predecessor, by name, until a listener takes them over. Thread-safe: each loop takes its own. What nobody took is closed in
/// the end.
/// </summary>
internal sealed class PassedSockets : IDisposable
{
    private const int MaxName = 80;

    private readonly ConcurrentDictionary<string, SafeSocketDescriptor> _sockets = new(StringComparer.Ordinal);

    /// <summary>None: a proxy that starts without a predecessor.</summary>
    internal static PassedSockets None { get; } = new();

    /// <summary>Pairs names, divided by blanks, with the sockets that came with them.</summary>
    /// <exception cref="FormatException">They do not fit, or a name is malformed or comes twice. Nothing is closed.</exception>
    internal static PassedSockets Of(string names, IReadOnlyList<SafeSocketDescriptor> sockets)
    {
        var list = names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (list.Length != sockets.Count)
            throw new FormatException($"{list.Length} names came with {sockets.Count} sockets");
        var passed = new PassedSockets();
        for (var i = 0; i < list.Length; i++)
        {
            if (!IsName(list[i]) || !passed._sockets.TryAdd(list[i], sockets[i]))
                throw new FormatException($"the name of socket {i} is malformed or not its alone");
        }
        return passed;
    }

    /// <summary>The socket of a name if it is bound to <paramref name="wanted"/>, to any port where that is 0; null when there is none.</summary>
    internal SafeSocketDescriptor? Take(string name, IpEndpoint wanted)
    {
        if (!_sockets.TryGetValue(name, out var socket))
            return null;
        var bound = socket.Local;
        var isWanted = wanted.Port == 0 ? bound.WithPort(0) == wanted : bound == wanted;
        return isWanted && _sockets.TryRemove(name, out var taken) ? taken : null;
    }

    /// <inheritdoc cref="Take(string, IpEndpoint)"/>
    internal SafeSocketDescriptor? Take(string name, IPEndPoint wanted) => Take(name, IpEndpoint.From(wanted));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
            socket.Dispose();
        _sockets.Clear();
    }

    private static bool IsName(string text) => text.Length <= MaxName && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '/' or '.' or ':' or '[' or ']' or '-' or '%');
}
