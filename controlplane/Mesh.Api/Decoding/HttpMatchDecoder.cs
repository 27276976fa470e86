using System.Collections.Immutable;
using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Reads the conditions of an HTTPRoute's rule.</summary>
internal static class HttpMatchDecoder
{
    private const int MostConditions = 16;

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    public static HttpRouteMatch? Read(FieldValue value)
    {
        if (value.AsMapping() is not { } fields)
            return null;
        var match = new HttpRouteMatch(fields.Optional("path") is { } path ? ReadPath(path) : PathMatch.Any)
        {
            Method = fields.Optional("method")?.AsString(CheckMethod),
            Headers = ReadConditions(fields, "headers", HttpText.CheckHeaderValue, name => name.ToLowerInvariant()),
            QueryParameters = ReadConditions(fields, "queryParams", HttpText.CheckQueryValue, name => name),
        };
        fields.Done();
        return match;
    }

    private static Fault? CheckMethod(string text) => Methods.Contains(text)
        ? null
        : new Fault($"'{text}' is not one of its values", "use " + string.Join(", ", Methods));

    private static PathMatch ReadPath(FieldValue value)
    {
        if (value.AsMapping() is not { } fields)
            return PathMatch.Any;
        var type = fields.Optional("type")?.AsOneOf(
            ("Exact", PathMatchType.Exact),
            ("PathPrefix", PathMatchType.PathPrefix),
            ("RegularExpression", PathMatchType.RegularExpression)) ?? PathMatchType.PathPrefix;
        var text = fields.Optional("value")?.AsString(type == PathMatchType.RegularExpression ? RegularExpressions.Check : HttpText.CheckPath);
        fields.Done();
        return new PathMatch(type, text ?? "/");
    }

    private static ImmutableArray<ValueMatch> ReadConditions(MappingReader fields, string list, TextCheck checkValue, Func<string, string> normalise)
    {
        var conditions = ImmutableArray.CreateBuilder<ValueMatch>();
        foreach (var value in fields.List(list, MostConditions))
        {
            if (ReadCondition(value, checkValue, normalise) is not { } condition)
                continue;
            // The Gateway API wants later entries of an equal name to be ignored.
            if (conditions.Any(known => known.Name == condition.Name))
            {
                value.Context.Warning(
                    value.Line, value.Path,
                    $"'{condition.Name}' already has a condition, this one has no effect",
                    "remove one of them");
            }
            else
                conditions.Add(condition);
        }

        return conditions.ToImmutable();
    }

    private static ValueMatch? ReadCondition(FieldValue value, TextCheck checkValue, Func<string, string> normalise)
    {
        if (value.AsMapping() is not { } fields)
            return null;
        var isExpression = fields.Optional("type")?.AsOneOf(("Exact", false), ("RegularExpression", true)) ?? false;
        var name = fields.Required("name")?.AsString(HttpText.CheckName);
        var text = fields.Required("value")?.AsString(isExpression ? RegularExpressions.Check : checkValue);
        fields.Done();
        return name is null || text is null ? null : new ValueMatch(normalise(name), text, isExpression);
    }
}
