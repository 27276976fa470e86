namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>What is watched, and how patient the informer is.</summary>
public sealed record InformerOptions
{
    /// <summary>Only objects of this namespace; null: all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Only objects whose fields match, as in <c>status.phase!=Failed</c>; null: all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>A kind that may not be read counts as absent, as one that does not exist does. Default: it is an error.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Objects in one page of a list. Default 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>How long a kind that does not exist is left alone before it is asked for again. Default 30 s.</summary>
    public TimeSpan AbsentRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait after the first failure; doubles with each further one. Default 500 ms.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait after a failure. Default 30 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A watch is renewed after this time or up to twice as long. Default 5 min.</summary>
    public TimeSpan WatchTime { get; init; } = TimeSpan.FromMinutes(5);
}
