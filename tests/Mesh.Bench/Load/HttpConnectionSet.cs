using System.Net;
using System.Net.Sockets;

namespace Mesh.Bench.Load;

/// <summary>A fixed number of connections to one address, watched by an <see cref="Epoll"/> under their index.</summary>
internal sealed class HttpConnectionSet : IDisposable
{
    private readonly IPEndPoint _target;
    private readonly Epoll _epoll;
    private readonly HttpClientConnection[] _connections;
    private readonly Stack<int> _idle = new();

    public HttpConnectionSet(IPEndPoint target, int count, Epoll epoll)
    {
        _target = target;
        _epoll = epoll;
        _connections = new HttpClientConnection[count];
        for (var index = 0; index < count; index++)
        {
            Open(index);
        }
    }

    public HttpClientConnection this[int index] => _connections[index];

    /// <summary>Connections that await an answer.</summary>
    public int Busy => _connections.Count(connection => connection.IsBusy);

    /// <summary>Takes a connection that awaits nothing.</summary>
    public bool TryTake(out int index) => _idle.TryPop(out index);

    /// <summary>Gives a connection back once it was answered.</summary>
    public void Return(int index) => _idle.Push(index);

    /// <summary>Opens a new connection in a dead one's place.</summary>
    /// <exception cref="InvalidOperationException">The address takes no connection any more.</exception>
    public void Replace(int index)
    {
        _epoll.Remove(_connections[index].Descriptor);
        _connections[index].Dispose();
        var others = _idle.Where(other => other != index).Reverse().ToArray();
        _idle.Clear();
        Array.ForEach(others, _idle.Push);
        try
        {
            Open(index);
        }
        catch (SocketException exception)
        {
            throw new InvalidOperationException($"{_target} takes no more connections: {exception.Message}", exception);
        }
    }

    public void Dispose() => Array.ForEach(_connections, connection => connection?.Dispose());

    private void Open(int index)
    {
        _connections[index] = HttpClientConnection.Open(_target);
        _epoll.Add(_connections[index].Descriptor, index);
        _idle.Push(index);
    }
}
