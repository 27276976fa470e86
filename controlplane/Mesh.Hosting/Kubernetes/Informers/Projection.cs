using System.Text.Json;

namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>Takes from an object what is used of it, so that nothing else stays in memory. Must copy: the JSON does not live on.</summary>
/// <param name="key">The object's name.</param>
/// <param name="json">The object. Those of a list have no <c>kind</c> and <c>apiVersion</c>.</param>
/// <param name="previous">What was taken from the same object before; null for one that is new.</param>
/// <returns>Null when the object is not of interest.</returns>
public delegate T? Projection<T>(ObjectKey key, JsonElement json, T? previous)
    where T : class;
