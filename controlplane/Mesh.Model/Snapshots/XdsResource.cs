using Google.Protobuf.WellKnownTypes;

namespace Mesh.Model.Snapshots;

/// <summary>One resource, encoded.</summary>
/// <param name="Name">Its name within its type.</param>
/// <param name="Version">Hash of the body: equal content has an equal version on every replica.</param>
/// <param name="Body">The resource. Shared by all who ask: never to be changed.</param>
public sealed record XdsResource(string Name, string Version, Any Body);
