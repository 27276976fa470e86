using System.Xml.Linq;

namespace Mesh.Architecture.Tests.Projects;

/// <summary>What a project file says.</summary>
/// <param name="Path">Its path from the repository's root.</param>
/// <param name="Name">The project's name.</param>
/// <param name="AssemblyName">Name of what it builds, without extension.</param>
/// <param name="IsExecutable">Whether it builds an executable.</param>
/// <param name="References">Names of the projects that it references.</param>
/// <param name="Packages">Names of the packages that it references.</param>
internal sealed record ProjectFile(string Path, string Name, string AssemblyName, bool IsExecutable, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>Its top-level folder.</summary>
    public string Folder => Path.Split('/')[0];

    /// <summary>Reads a project file's text.</summary>
    public static ProjectFile Parse(string path, string xml)
    {
        var project = XDocument.Parse(xml).Root!;
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        string? Property(string property) => project.Descendants(property).LastOrDefault()?.Value;
        IReadOnlyList<string> Items(string item) => [.. project.Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>()];
        var isWeb = project.Attribute("Sdk")?.Value == "Microsoft.NET.Sdk.Web";
        return new ProjectFile(
            path,
            name,
            Property("AssemblyName") ?? name,
            Property("OutputType") is { } output ? output == "Exe" : isWeb,
            [.. Items("ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
            Items("PackageReference"));
    }
}
