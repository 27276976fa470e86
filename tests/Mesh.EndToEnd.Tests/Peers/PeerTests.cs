namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>The tests that share a <see cref="PeersMesh"/>.</summary>
[CollectionDefinition(Name)]
public sealed class PeerTests : ICollectionFixture<PeersMesh>
{
    internal const string Name = "programs that are not ours";
}
