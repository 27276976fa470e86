using Mesh.Conventions;
using Mesh.Model.Addresses;

namespace Mesh.Model.Snapshots;

/// <summary>What the compiler needs beside the resources.</summary>
public sealed record CompileOptions
{
    /// <summary>First part of every identity. Default <c>cluster.local</c>.</summary>
    public string TrustDomain { get; init; } = MeshIdentities.DefaultTrustDomain;

    /// <summary>The automatic addresses given so far. Default: none.</summary>
    public AddressBook AddressBook { get; init; } = AddressBook.Empty;
}
