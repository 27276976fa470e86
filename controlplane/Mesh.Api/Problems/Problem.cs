using System.Globalization;
using System.Text;

namespace Mesh.Api.Problems;

/// <summary>One thing that is wrong with what the user wrote.</summary>
/// <param name="Severity">Whether the set is refused because of it.</param>
/// <param name="File">File name relative to the configuration directory; empty when unknown.</param>
/// <param name="Line">Line in the file, from 1; 0 when unknown.</param>
/// <param name="Resource">The resource, <c>HTTPRoute shop/catalog</c>; empty when the text could not be read that far.</param>
/// <param name="Field">Path of the field, <c>spec.rules[0].backendRefs[1].weight</c>; empty when it is not about one.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Problem(
    ProblemSeverity Severity,
    string File,
    int Line,
    string Resource,
    string Field,
    string Message,
    string Remedy)
{
    /// <summary>One line: <c>shop.yaml:12: error: HTTPRoute shop/catalog: spec.rules[0].name: what is wrong; what to do</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (File.Length > 0)
        {
            text.Append(File);
            if (Line > 0)
                text.Append(CultureInfo.InvariantCulture, $":{Line}");
            text.Append(": ");
        }

        text.Append(Severity == ProblemSeverity.Error ? "error: " : "warning: ");
        if (Resource.Length > 0)
            text.Append(Resource).Append(": ");
        if (Field.Length > 0)
            text.Append(Field).Append(": ");
        return text.Append(Message).Append("; ").Append(Remedy).ToString();
    }
}
