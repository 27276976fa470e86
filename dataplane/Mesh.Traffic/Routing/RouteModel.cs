using Mesh.Traffic.Matching;
using Mesh.Traffic.Requests;
using Mesh.Traffic.Retries;
using Mesh.Traffic.Timeouts;

namespace Mesh.Traffic.Routing;

/// <summary>One route.</summary>
public sealed class RouteModel
{
    /// <summary>Name for telemetry; empty when it has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Which requests take the route. Default all.</summary>
    public RequestMatch Match { get; init; } = RequestMatch.Any;

    /// <summary>What becomes of them.</summary>
    public required RouteAction Action { get; init; }

    /// <summary>Their time limits. Default none.</summary>
    public TimeoutPolicy Timeouts { get; init; } = TimeoutPolicy.None;

    /// <summary>Their retries. Default <see cref="RetryPolicy.Default"/>.</summary>
    public RetryPolicy Retries { get; init; } = RetryPolicy.Default;

    /// <summary>Whether a request takes the route.</summary>
    public bool IsMatch<TRequest>(TRequest request)
        where TRequest : IRequestView, allows ref struct => Match.IsMatch(request);
}
