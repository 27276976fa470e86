using Mesh.Api.Manifests;
using Mesh.Model.Addresses;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Tests.Serving;

/// <summary>Compiles manifests, keeping the automatic addresses from one mesh to the next.</summary>
internal sealed class TestMesh
{
    private AddressBook _addresses = AddressBook.Empty;

    public MeshSnapshot Compile(params string[] manifests)
    {
        var set = ManifestReader.Read(manifests.Select((text, index) => new ManifestFile($"{index}.yaml", text)));
        Assert.False(set.HasErrors, string.Join("\n", set.Problems));
        var mesh = MeshCompiler.Compile(set.Resources, new CompileOptions { TrustDomain = "cluster.local", AddressBook = _addresses });
        _addresses = mesh.AddressBook;
        return mesh;
    }
}
