namespace Mesh.Traffic.Retries;

/// <summary>How an attempt ended.</summary>
public enum AttemptEnd
{
    /// <summary>A response's head arrived.</summary>
    Response,

    /// <summary>No connection: nothing was sent.</summary>
    ConnectFailure,

    /// <summary>The peer reset the stream with REFUSED_STREAM: it was not processed (RFC 9113 §8.7).</summary>
    RefusedStream,

    /// <summary>The peer's GOAWAY names an earlier last stream: it was not processed (RFC 9113 §6.8).</summary>
    GoAway,

    /// <summary>The stream or connection broke before the response's head.</summary>
    Reset,

    /// <summary>The policy's per-try timeout passed before the response's head.</summary>
    PerTryTimeout,
}

/// <summary>What a retry decision needs to know of an attempt.</summary>
/// <param name="End">How it ended.</param>
public readonly record struct AttemptOutcome(AttemptEnd End)
{
    /// <summary>The response's status code; 0 without one.</summary>
    public int Status { get; init; }

    /// <summary><c>grpc-status</c> in a response that is its head only; -1 otherwise.</summary>
    public int GrpcStatus { get; init; } = -1;

    /// <summary>The connection had carried an exchange before.</summary>
    public bool OnReusedConnection { get; init; }

    /// <summary>Any byte of a response arrived. Of an <see cref="AttemptEnd.Response"/> true is implied.</summary>
    public bool ResponseStarted { get; init; }
}
