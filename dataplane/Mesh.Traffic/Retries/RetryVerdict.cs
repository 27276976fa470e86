namespace Mesh.Traffic.Retries;

/// <summary>Whether a request is tried again, and if not, why.</summary>
public enum RetryVerdict
{
    /// <summary>Try again.</summary>
    Retry,

    /// <summary>The outcome is final: a success, or an error that may not be repeated.</summary>
    Final,

    /// <summary>It would be tried again, but all attempts are used.</summary>
    AttemptsExhausted,

    /// <summary>It would be tried again, but the request's body is no longer at hand.</summary>
    NotReplayable,
}
