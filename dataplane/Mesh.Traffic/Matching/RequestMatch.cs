using System.Collections.Immutable;
using Mesh.Traffic.Requests;

namespace Mesh.Traffic.Matching;

/// <summary>A route's conditions; all must hold.</summary>
public sealed class RequestMatch
{
    /// <summary>Matches every request.</summary>
    public static RequestMatch Any { get; } = new();

    /// <summary>Condition on the path; null = every request, also one without a path.</summary>
    public PathMatch? Path { get; init; }

    /// <summary>Conditions on header fields and on the method (<c>:method</c>).</summary>
    public ImmutableArray<HeaderMatch> Headers { get; init; } = [];

    /// <summary>Conditions on query parameters.</summary>
    public ImmutableArray<QueryMatch> Query { get; init; } = [];

    /// <summary>Whether the request meets all conditions.</summary>
    public bool IsMatch<TRequest>(TRequest request)
        where TRequest : IRequestView, allows ref struct
    {
        if (Path is not null && !Path.IsMatch(request.Path))
            return false;
        foreach (var header in Headers)
        {
            if (!header.IsMatch(request))
                return false;
        }
        foreach (var parameter in Query)
        {
            if (!parameter.IsMatch(request.Path))
                return false;
        }
        return true;
    }
}
