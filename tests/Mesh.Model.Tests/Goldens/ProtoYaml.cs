using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Mesh.Model.Snapshots;

namespace Mesh.Model.Tests.Goldens;

/// <summary>Resources as YAML that a person can review.</summary>
internal static class ProtoYaml
{
    private static readonly TypeRegistry Types = TypeRegistry.FromFiles(
        Envoy.Config.Cluster.V3.ClusterReflection.Descriptor,
        Envoy.Config.Endpoint.V3.EndpointReflection.Descriptor,
        Envoy.Config.Listener.V3.ListenerReflection.Descriptor,
        Envoy.Config.Route.V3.RouteReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Router.V3.RouterReflection.Descriptor,
        Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManagerReflection.Descriptor,
        Envoy.Extensions.Filters.Network.TcpProxy.V3.TcpProxyReflection.Descriptor,
        Mesh.Protos.Extensions.V1.ExtensionsReflection.Descriptor);

    public static string Write(XdsResource resource)
    {
        var json = new JsonFormatter(new JsonFormatter.Settings(false, Types).WithPreserveProtoFieldNames(true)).Format(resource.Body);
        var text = new StringBuilder();
        using var document = JsonDocument.Parse(json);
        // The type is in the document's heading.
        Write(text, document.RootElement, "");
        return text.ToString()[(text.ToString().IndexOf('\n', StringComparison.Ordinal) + 1)..].Replace("@type: type.googleapis.com/", "@type: ", StringComparison.Ordinal);
    }

    private static void Write(StringBuilder text, JsonElement value, string indent)
    {
        foreach (var field in value.EnumerateObject())
        {
            text.Append(indent).Append(field.Name).Append(':');
            WriteValue(text, field.Value, indent + "  ");
        }
    }

    private static void WriteValue(StringBuilder text, JsonElement value, string indent)
    {
        if (Inline(value) is { } inline)
        {
            text.Append(' ').Append(inline).Append('\n');
            return;
        }

        text.Append('\n');
        if (value.ValueKind == JsonValueKind.Object)
        {
            Write(text, value, indent);
            return;
        }

        foreach (var item in value.EnumerateArray())
        {
            var lines = new StringBuilder();
            if (Inline(item) is { } single)
                lines.Append(single).Append('\n');
            else
                Write(lines, item, indent + "  ");
            text.Append(indent).Append("- ").Append(lines.ToString().TrimStart());
        }
    }

    // Small values go on one line, which keeps goldens short.
    private static string? Inline(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => NeedsQuotes(value.GetString()!) ? $"\"{value.GetString()}\"" : value.GetString(),
        JsonValueKind.Object when value.GetRawText().Length < 160 =>
            "{" + string.Join(", ", value.EnumerateObject().Select(field => $"{field.Name}: {Inline(field.Value)}")) + "}",
        JsonValueKind.Array when value.GetRawText().Length < 100 =>
            "[" + string.Join(", ", value.EnumerateArray().Select(Inline)) + "]",
        JsonValueKind.Object or JsonValueKind.Array => null,
        _ => value.GetRawText(),
    };

    private static bool NeedsQuotes(string text) =>
        text.IndexOfAny([':', '*', '{', '[', '#', '\'', '"', ',']) >= 0
        || text is "" or "true" or "false" or "yes" or "no"
        || double.TryParse(text, CultureInfo.InvariantCulture, out _);
}
