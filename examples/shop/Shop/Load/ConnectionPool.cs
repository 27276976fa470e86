using System.Collections.Concurrent;

namespace Shop.Load;

/// <summary>Kept connections to one server. Each serves a bounded number of requests, so that new ones are opened all the time.</summary>
internal sealed class ConnectionPool(Uri url)
{
    private const int RequestsPerConnection = 200;

    private readonly ConcurrentStack<HttpConnection> _idle = [];

    public async Task<HttpConnection> TakeAsync(CancellationToken cancellation)
    {
        while (_idle.TryPop(out var connection))
        {
            if (!connection.IsStale)
            {
                return connection;
            }

            connection.Dispose();
        }

        return await HttpConnection.OpenAsync(url, cancellation);
    }

    public void Return(HttpConnection connection)
    {
        if (connection.IsReusable && connection.Requests < RequestsPerConnection)
        {
            _idle.Push(connection);
        }
        else
        {
            connection.Dispose();
        }
    }
}
