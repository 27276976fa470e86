namespace Mesh.Api.Yaml;

/// <summary>The documents of one text, and what could not be read of it.</summary>
/// <param name="Documents">The documents that are not empty.</param>
/// <param name="Errors">What is wrong, in the order of lines.</param>
internal sealed record YamlText(IReadOnlyList<YamlNode> Documents, IReadOnlyList<YamlSyntaxError> Errors)
{
    /// <summary>Reads all documents. One that is broken is left out and reading goes on after the next <c>---</c>. Never throws.</summary>
    public static YamlText Read(string text)
    {
        var reader = new YamlTextReader(text);
        reader.Read();
        return new YamlText(reader.Documents, reader.Errors);
    }
}
