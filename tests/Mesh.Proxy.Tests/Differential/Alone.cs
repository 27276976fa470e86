namespace Mesh.Proxy.Tests.Differential;

/// <summary>Tests that keep both cores busy run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
