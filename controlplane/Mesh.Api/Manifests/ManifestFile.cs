namespace Mesh.Api.Manifests;

/// <summary>One file of manifests: YAML with any number of documents, or JSON.</summary>
/// <param name="Name">Its name in problems, relative to the configuration directory.</param>
/// <param name="Text">Its content.</param>
public sealed record ManifestFile(string Name, string Text);
