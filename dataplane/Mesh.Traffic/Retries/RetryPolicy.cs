using System.Collections.Immutable;

namespace Mesh.Traffic.Retries;

/// <summary>How often, when and after what wait a request is tried again.</summary>
public sealed record RetryPolicy
{
    /// <summary>Largest <see cref="MaxAttempts"/>.</summary>
    public const int AttemptLimit = 11;

    /// <summary>Without a policy: only what is always safe, three attempts.</summary>
    public static RetryPolicy Default { get; } = new();

    /// <summary>What is tried again besides what is always safe.</summary>
    public RetryConditions Conditions { get; init; }

    /// <summary>All attempts, the first included.</summary>
    /// <value>Default 3, 1 to <see cref="AttemptLimit"/>; 1 = never again.</value>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Time for one attempt up to its response's head; null = the request's own.</summary>
    public TimeSpan? PerTryTimeout { get; init; }

    /// <summary>Codes for <see cref="RetryConditions.StatusCodes"/>.</summary>
    public ImmutableArray<int> StatusCodes { get; init; } = [];

    /// <summary>Upper end of the wait before the second attempt; doubles with each further one.</summary>
    /// <value>Default 25 ms.</value>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Longest wait.</summary>
    /// <value>Default 250 ms.</value>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromMilliseconds(250);
}
