using System.Text.Json.Nodes;
using Mesh.ApiStub.Admission;
using Mesh.ApiStub.Storage;
using Microsoft.AspNetCore.Http;

namespace Mesh.ApiStub.Serving;

/// <summary>Which objects of a kind a request is about.</summary>
internal sealed class Selection
{
    private readonly RequestTarget _target;
    private readonly string? _labels;
    private readonly (string[] Path, string Value, bool IsEqual)[] _fields;

    public Selection(RequestTarget target, IQueryCollection query)
    {
        _target = target;
        _labels = query["labelSelector"];
        _fields = [.. query["fieldSelector"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ReadField)];
        if (_fields.Select(field => string.Join('.', field.Path)).FirstOrDefault(field => !IsSelectable(field)) is { } unknown)
            throw ApiError.BadRequest($"field label not supported: {unknown}");
    }

    public bool Includes(JsonObject json) =>
        (_target.Namespace is null || (string?)json["metadata"]!["namespace"] == _target.Namespace)
        && (_labels is null || LabelSelectors.Matches(_labels, json["metadata"]!["labels"] as JsonObject))
        && Array.TrueForAll(_fields, field => (ValueOf(json, field.Path) == field.Value) == field.IsEqual);

    private bool IsSelectable(string field) => field is "metadata.name" or "metadata.namespace" || _target.Kind.SelectableFields.Contains(field);

    private static (string[] Path, string Value, bool IsEqual) ReadField(string text)
    {
        var isEqual = !text.Contains("!=", StringComparison.Ordinal);
        var parts = text.Split(["!=", "==", "="], 2, StringSplitOptions.None);
        return (parts[0].Split('.'), parts[1], isEqual);
    }

    private static string ValueOf(JsonNode json, string[] path)
    {
        JsonNode? node = json;
        foreach (var step in path)
            node = (node as JsonObject)?[step];
        return node?.ToString() ?? "";
    }
}
