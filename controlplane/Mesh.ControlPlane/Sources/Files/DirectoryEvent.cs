namespace Mesh.ControlPlane.Sources.Files;

/// <summary>Something that happened below the configuration directory.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Path">The entry's path relative to the directory; empty when the event is about all of it.</param>
internal readonly record struct DirectoryEvent(DirectoryChange Change, string Path);

/// <summary>Kinds of <see cref="DirectoryEvent"/>.</summary>
internal enum DirectoryChange
{
    /// <summary>A file is being written: reading it now could find half of it, or nothing.</summary>
    Writing,

    /// <summary>The writer closed the file.</summary>
    Written,

    /// <summary>A finished entry appeared: it was moved here, or it is a link or a directory.</summary>
    Appeared,

    /// <summary>An entry was deleted or moved away. Editors do this just before they put the new version in its place.</summary>
    Gone,

    /// <summary>Anything may have changed: events were lost, or it is time for the safety scan.</summary>
    Unknown,
}
