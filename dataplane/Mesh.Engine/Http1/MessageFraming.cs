namespace Mesh.Engine.Http1;

/// <summary>How a message's body is delimited, RFC 9112 §6.3.</summary>
internal enum BodyKind
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>A known number of bytes.</summary>
    Length,

    /// <summary>Chunked transfer coding.</summary>
    Chunked,

    /// <summary>All bytes until the connection's end; responses only.</summary>
    UntilClose,

    /// <summary>After an accepted CONNECT or upgrade: raw bytes until the connection's end. For a request: asked for, not yet accepted.</summary>
    Tunnel,
}

/// <summary>What a head says about the bytes after it.</summary>
/// <param name="Kind">How the body is delimited.</param>
/// <param name="Length">Number of bytes; for <see cref="BodyKind.Length"/>.</param>
/// <param name="Persistent">Whether the connection may carry another message after this one, RFC 9112 §9.3.</param>
internal readonly record struct MessageFraming(BodyKind Kind, long Length, bool Persistent);
