using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>A short text that is equal when the texts that it was made of are.</summary>
internal static class Fingerprint
{
    private const int Octets = 16;

    /// <summary>Of the fields of a JSON object, as they were written.</summary>
    public static string Of(params ReadOnlySpan<JsonElement> fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields)
            text.Append(field.ValueKind == JsonValueKind.Undefined ? "" : field.GetRawText()).Append('\n');
        return Of(text.ToString());
    }

    /// <summary>Of a text.</summary>
    public static string Of(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Octets));
}
