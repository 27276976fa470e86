using Mesh.Proxy.Admission;
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

    /// <summary><c>--max-streams N</c>: streams that one HTTP/2 connection, of an application, a caller or a tunnel, may have open; 1 to 65536. Default 1024. More are refused.</summary>
    public int Streams { get; init; } = 1024;

    /// <summary><c>--max-body-buffer N</c>: bytes of a request's body that are kept for another attempt, 0 to 1048576. Default 65536. A request with more has one attempt.</summary>
    public int BodyBuffer { get; init; } = 64 * 1024;

    /// <summary>Connections.</summary>
    public ConnectionOptions Connections { get; init; } = new();
}
