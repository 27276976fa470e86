namespace Mesh.ProxyInit.Validation;

/// <summary>What a probe found.</summary>
internal enum ProbeResult
{
    /// <summary>The traffic reached the proxy's port.</summary>
    Redirected,

    /// <summary>Nothing can be said, for a reason that is no fault.</summary>
    NotProven,

    /// <summary>The traffic went elsewhere.</summary>
    Failed,
}

/// <summary>What a probe found, and the sentence that says so.</summary>
internal sealed record ProbeOutcome(ProbeResult Result, string Message);
