using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using Mesh.Api.Resources;

namespace Mesh.Model.Xds;

/// <summary>An HTTPRoute's conditions as a proxy's.</summary>
internal static class RouteMatchGenerator
{
    public static RouteMatch Generate(HttpRouteMatch match)
    {
        var result = ToPath(match.Path);
        if (match.Method is not null)
            result.Headers.Add(new HeaderMatcher { Name = ":method", StringMatch = new StringMatcher { Exact = match.Method } });
        result.Headers.AddRange(match.Headers.Select(header => new HeaderMatcher
        {
            // HTTP/2 has no Host field; proxies see both as the pseudo header.
            Name = header.Name == "host" ? ":authority" : header.Name,
            StringMatch = ToText(header),
        }));
        result.QueryParameters.AddRange(match.QueryParameters.Select(parameter => new QueryParameterMatcher
        {
            Name = parameter.Name,
            StringMatch = ToText(parameter),
        }));
        return result;
    }

    private static RouteMatch ToPath(PathMatch path)
    {
        switch (path.Type)
        {
            case PathMatchType.Exact:
                return new RouteMatch { Path = path.Value };
            case PathMatchType.RegularExpression:
                return new RouteMatch { SafeRegex = new RegexMatcher { Regex = path.Value } };
            default:
                var prefix = path.Value.TrimEnd('/');
                return prefix.Length == 0 ? new RouteMatch { Prefix = "/" } : new RouteMatch { PathSeparatedPrefix = prefix };
        }
    }

    private static StringMatcher ToText(ValueMatch match) => match.IsRegularExpression
        ? new StringMatcher { SafeRegex = new RegexMatcher { Regex = match.Value } }
        : new StringMatcher { Exact = match.Value };
}
