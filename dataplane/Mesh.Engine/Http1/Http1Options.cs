namespace Mesh.Engine.Http1;

/// <summary>Limits of HTTP/1 connections. Immutable, shared by any number of connections.</summary>
public sealed class Http1Options
{
    /// <summary>The default limits.</summary>
    public static Http1Options Default { get; } = new();

    /// <summary>Largest head, or trailer section, in bytes. Default 60 KiB. A larger request is answered 431.</summary>
    public int MaxHeadBytes { get; init; } = 60 * 1024;

    /// <summary>Longest request line in bytes. Default 16 KiB. A longer one is answered 414.</summary>
    public int MaxRequestLineBytes { get; init; } = 16 * 1024;

    /// <summary>Most fields of a head or trailer section. Default 100. More are answered 431.</summary>
    public int MaxFields { get; init; } = 100;

    /// <summary>Bytes of a body given to a handler before it must have consumed some. Default 64 KiB.</summary>
    public int BodyWindow { get; init; } = 64 * 1024;

    /// <summary>
    /// Bytes of a request's body that a server reads and drops to keep a connection whose response is complete. Default 64 KiB.
    /// </summary>
    public int MaxDrainBytes { get; init; } = 64 * 1024;

    /// <summary>Longest time from a head's first byte to its last. Default 60 s. Then a request is answered 408.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time without a byte in either direction, between exchanges and inside them. Default 1 h.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Longest time a server reads and drops the rest of a body, see <see cref="MaxDrainBytes"/>. Default 2 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Told of each message that is refused, requests by servers and responses by clients; on the connection's loop. Default: nobody.</summary>
    public Action<MessageError>? Refused { get; init; }

    internal HeadLimits Limits => new(MaxRequestLineBytes, MaxHeadBytes, MaxFields);
}
