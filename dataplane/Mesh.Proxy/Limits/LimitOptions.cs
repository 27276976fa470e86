using Mesh.Tunnel.Limits;

namespace Mesh.Proxy.Limits;

/// <summary>What applications and callers may ask of the proxy at most.</summary>
internal sealed record LimitOptions
{
    /// <summary><c>--max-header-bytes N</c>: a message's head, or its trailers; 1024 to 61440. Default 61440. More is answered 431, by an endpoint 502.</summary>
    public int HeaderBytes { get; init; } = HeadSize.MaxBytes;

    /// <summary><c>--max-headers N</c>: fields of a head, 10 to 1000. Default 100. More are answered 431, by an endpoint 502.</summary>
    public int Headers { get; init; } = 100;

    /// <summary><c>--header-timeout D</c>: from a head's first byte to its last. Default 60 s. Then it is answered 408.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>--http-idle-timeout D</c>: without a byte either way for so long an HTTP connection is closed, an exchange broken. Default 1 h.</summary>
    public TimeSpan HttpIdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary><c>--max-connections N</c>: connections accepted and not closed, of applications, callers and tunnels together; 1 to 1000000. Default 50000. More are reset.</summary>
    public int Connections { get; init; } = 50_000;
}
