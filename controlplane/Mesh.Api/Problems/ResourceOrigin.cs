namespace Mesh.Api.Problems;

/// <summary>Where a resource was read, so that a problem found later can name the line.</summary>
/// <param name="file">File name relative to the configuration directory, or another source's name for the object.</param>
/// <param name="line">First line of the resource, from 1; 0 when the source has no lines.</param>
public class ResourceOrigin(string file, int line)
{
    /// <summary>A resource that was made in memory.</summary>
    public static ResourceOrigin None { get; } = new("", 0);

    /// <summary>File name relative to the configuration directory, or another source's name for the object.</summary>
    public string File { get; } = file;

    /// <summary>First line of the resource, from 1; 0 when the source has no lines.</summary>
    public int Line { get; } = line;

    /// <summary>The line of a field, or of its nearest ancestor that was written.</summary>
    /// <param name="field">A path such as <c>spec.rules[0].backendRefs[1].weight</c>.</param>
    public virtual int LineOf(string field) => Line;
}
