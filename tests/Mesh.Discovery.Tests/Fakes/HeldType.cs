namespace Mesh.Discovery.Tests.Fakes;

/// <summary>A resource that a fake server does not answer for.</summary>
internal sealed record HeldType(string Type, string Name);
