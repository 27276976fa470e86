namespace Mesh.Api.Yaml;

/// <summary>Text that is not readable as a document of manifests.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record YamlSyntaxError(int Line, string Message, string Remedy);

/// <summary>Carries a <see cref="YamlSyntaxError"/> out of the parser's recursion. Never leaves this namespace.</summary>
internal sealed class YamlSyntaxException(YamlSyntaxError error) : Exception(error.Message)
{
    public YamlSyntaxError Error { get; } = error;
}
