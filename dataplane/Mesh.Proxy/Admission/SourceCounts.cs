using System.Collections.Concurrent;
using Mesh.Engine.Sockets;

namespace Mesh.Proxy.Admission;

/// <summary>Connections that are open by the address they come from, up to a limit each. Thread-safe: loops share it.</summary>
internal sealed class SourceCounts(int max)
{
    // An entry is there only while a connection is: as many at most as connections.
    private readonly ConcurrentDictionary<IpEndpoint, int> _open = new();

    /// <summary>Addresses with a connection.</summary>
    internal int Sources => _open.Count;

    internal bool TryEnter(IpEndpoint remote)
    {
        var source = remote.WithPort(0);
        while (true)
        {
            if (!_open.TryGetValue(source, out var open))
            {
                if (_open.TryAdd(source, 1))
                    return true;
            }
            else if (open >= max)
                return false;
            else if (_open.TryUpdate(source, open + 1, open))
                return true;
        }
    }

    internal void Leave(IpEndpoint remote)
    {
        var source = remote.WithPort(0);
        while (_open.TryGetValue(source, out var open))
        {
            if (open == 1 ? _open.TryRemove(KeyValuePair.Create(source, 1)) : _open.TryUpdate(source, open - 1, open))
                return;
        }
    }
}
