using System.Text.Json.Nodes;
using Mesh.ApiStub.Kinds;

namespace Mesh.ApiStub.Storage;

/// <summary>Something that happened to an object.</summary>
/// <param name="Kind">The object's kind.</param>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>.</param>
/// <param name="Object">The object afterwards, or its final state. Never changed.</param>
/// <param name="Before">The object before; null when it is new.</param>
/// <param name="Version">The resource version of the event.</param>
internal sealed record StoredEvent(ApiKind Kind, string Type, JsonObject Object, JsonObject? Before, long Version);
