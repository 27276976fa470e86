using Mesh.Engine.Http1;
using Mesh.Engine.Http2;
using Mesh.Engine.Sockets;

namespace Mesh.Engine.Pools;

/// <summary>How a pool makes and keeps its connections.</summary>
public sealed record PoolOptions
{
    /// <summary>Begins a connection; the given handler only stands in until the pool has taken it over.</summary>
    public required Func<IConnectionHandler, Connection> Connect { get; init; }

    /// <summary>Looks at an established connection before anything is sent on it: null accepts it, a text says why not. Default accepts all.</summary>
    public Func<Connection, string?> Verify { get; init; } = static _ => null;

    /// <summary>Milliseconds after which an established connection takes no more streams. Default: never.</summary>
    public Func<Connection, long> LifetimeMilliseconds { get; init; } = static _ => long.MaxValue;

    /// <summary>Most connections at a time, those being established included. Default 1024.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>
    /// Milliseconds that a request waits for a stream, the time for connections included; then it fails with
    /// <see cref="Streams.StreamError.ConnectTimeout"/>. Default: until a connection fails.
    /// </summary>
    public long WaitMilliseconds { get; init; } = long.MaxValue;

    /// <summary>
    /// Milliseconds for which the load of HTTP/2 connections is watched before those it did not need leave: a burst that comes back within
    /// that time finds them. Default 10 s.
    /// </summary>
    public long Http2SurplusMilliseconds { get; init; } = 10_000;

    /// <summary>
    /// Milliseconds after which an unused HTTP/1 connection is closed. Default 4 s, below the shortest keep-alive of common
    /// servers (Node.js: 5 s), so that the peer's close does not race with a request.
    /// </summary>
    public long Http1IdleMilliseconds { get; init; } = 4000;

    /// <summary>Milliseconds after which an unused HTTP/2 connection is closed; its GOAWAY tells what was processed. Default 5 min.</summary>
    public long Http2IdleMilliseconds { get; init; } = 300_000;

    /// <summary>Limits of HTTP/1 connections.</summary>
    public Http1Options Http1 { get; init; } = Http1Options.Default;

    /// <summary>Limits of HTTP/2 connections.</summary>
    public Http2Options Http2 { get; init; } = Http2Options.Default;
}

/// <summary>Stands in while a connection is handed over.</summary>
internal sealed class NoHandler : IConnectionHandler
{
    internal static NoHandler Instance { get; } = new();

    public void OnConnected(Connection connection)
    {
    }

    public void OnData(Connection connection)
    {
    }

    public void OnEndOfInput(Connection connection)
    {
    }

    public void OnWritable(Connection connection)
    {
    }

    public void OnClosed(Connection connection, CloseReason reason)
    {
    }
}
