using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using Mesh.Traffic.Matching;
using Match = Envoy.Config.Route.V3.RouteMatch;

namespace Mesh.Discovery.Resources;

/// <summary>Reads a route's conditions.</summary>
internal static class RouteMatchReader
{
    public static RequestMatch Read(Match? match, string field, FieldReport report)
    {
        if (match is null)
        {
            report.Error(field, "is missing");
            return RequestMatch.Any;
        }
        report.NotImplemented(match.RuntimeFraction is not null, $"{field}.runtime_fraction");
        return new RequestMatch
        {
            Path = ReadPath(match, field, report),
            Headers = [.. match.Headers.Select((header, i) => ReadHeader(header, $"{field}.headers[{i}]", report)).OfType<HeaderMatch>()],
            Query = [.. match.QueryParameters.Select((query, i) => ReadQuery(query, $"{field}.query_parameters[{i}]", report)).OfType<QueryMatch>()],
        };
    }

    private static PathMatch? ReadPath(Match match, string field, FieldReport report)
    {
        var sensitive = match.CaseSensitive ?? true;
        switch (match.PathSpecifierCase)
        {
            // These two mean every request, also one whose path is "*" or empty.
            case Match.PathSpecifierOneofCase.Prefix when match.Prefix is "" or "/":
                return null;
            case Match.PathSpecifierOneofCase.Prefix:
                return new PathMatch(PathMatchKind.Prefix, match.Prefix, sensitive);
            case Match.PathSpecifierOneofCase.Path:
                return new PathMatch(PathMatchKind.Exact, match.Path, sensitive);
            case Match.PathSpecifierOneofCase.PathSeparatedPrefix:
                if (match.PathSeparatedPrefix is not ['/', ..] || match.PathSeparatedPrefix is [.., '/'] || match.PathSeparatedPrefix.AsSpan().ContainsAny('?', '#'))
                    report.Error($"{field}.path_separated_prefix", "must begin with '/', not end with it and hold no '?' or '#'");
                return new PathMatch(PathMatchKind.SeparatedPrefix, match.PathSeparatedPrefix, sensitive);
            case Match.PathSpecifierOneofCase.SafeRegex:
                return ReadRegex(match.SafeRegex, $"{field}.safe_regex", report) is { } regex ? new PathMatch(regex) : null;
            default:
                report.Error(field, "a path specifier out of prefix, path, path_separated_prefix and safe_regex is needed");
                return null;
        }
    }

    private static HeaderMatch? ReadHeader(HeaderMatcher header, string field, FieldReport report)
    {
        if (header.Name.Length == 0)
        {
            report.Error($"{field}.name", "is empty");
            return null;
        }
        switch (header.HeaderMatchSpecifierCase)
        {
            case HeaderMatcher.HeaderMatchSpecifierOneofCase.StringMatch:
                return ReadText(header.StringMatch, $"{field}.string_match", report) is { } text
                    ? HeaderMatch.OfValue(header.Name, text, header.InvertMatch, header.TreatMissingHeaderAsEmpty)
                    : null;
            case HeaderMatcher.HeaderMatchSpecifierOneofCase.RangeMatch:
                return HeaderMatch.OfRange(header.Name, header.RangeMatch.Start, header.RangeMatch.End, header.InvertMatch, header.TreatMissingHeaderAsEmpty);
            case HeaderMatcher.HeaderMatchSpecifierOneofCase.PresentMatch:
                return HeaderMatch.OfPresence(header.Name, header.PresentMatch, header.InvertMatch);
            default:
                // Envoy: only the presence counts.
                return HeaderMatch.OfPresence(header.Name, present: true, header.InvertMatch);
        }
    }

    private static QueryMatch? ReadQuery(QueryParameterMatcher query, string field, FieldReport report)
    {
        if (query.Name.Length == 0)
        {
            report.Error($"{field}.name", "is empty");
            return null;
        }
        return query.QueryParameterMatchSpecifierCase switch
        {
            QueryParameterMatcher.QueryParameterMatchSpecifierOneofCase.StringMatch =>
                ReadText(query.StringMatch, $"{field}.string_match", report) is { } text ? new QueryMatch(query.Name, text) : null,
            QueryParameterMatcher.QueryParameterMatchSpecifierOneofCase.PresentMatch => new QueryMatch(query.Name, query.PresentMatch),
            _ => new QueryMatch(query.Name),
        };
    }

    private static TextMatch? ReadText(StringMatcher matcher, string field, FieldReport report)
    {
        switch (matcher.MatchPatternCase)
        {
            case StringMatcher.MatchPatternOneofCase.Exact:
                return new TextMatch(TextMatchKind.Exact, matcher.Exact, matcher.IgnoreCase);
            case StringMatcher.MatchPatternOneofCase.Prefix:
                return new TextMatch(TextMatchKind.Prefix, matcher.Prefix, matcher.IgnoreCase);
            case StringMatcher.MatchPatternOneofCase.Suffix:
                return new TextMatch(TextMatchKind.Suffix, matcher.Suffix, matcher.IgnoreCase);
            case StringMatcher.MatchPatternOneofCase.Contains:
                return new TextMatch(TextMatchKind.Contains, matcher.Contains, matcher.IgnoreCase);
            case StringMatcher.MatchPatternOneofCase.SafeRegex:
                return ReadRegex(matcher.SafeRegex, $"{field}.safe_regex", report) is { } regex ? new TextMatch(regex) : null;
            default:
                report.Error(field, "a match pattern is needed");
                return null;
        }
    }

    private static BoundedRegex? ReadRegex(RegexMatcher matcher, string field, FieldReport report)
    {
        if (BoundedRegex.TryCreate(matcher.Regex, out var regex, out var error))
            return regex;
        report.Error($"{field}.regex", error!);
        return null;
    }
}
