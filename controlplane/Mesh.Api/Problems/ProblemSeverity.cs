namespace Mesh.Api.Problems;

/// <summary>Whether a problem stops the configuration from being used.</summary>
public enum ProblemSeverity
{
    /// <summary>The configuration works, but probably not as meant.</summary>
    Warning,

    /// <summary>The whole set is refused; what ran before keeps running.</summary>
    Error,
}
