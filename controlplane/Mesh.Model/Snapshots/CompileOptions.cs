using System.Collections.Immutable;
using System.Net;
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

    /// <summary>
    /// Whether the mesh gives addresses to services that have none and answers their names. Not where a cluster does both. Default: yes.
    /// </summary>
    public bool NamesServices { get; init; } = true;

    /// <summary>Networks in which all addresses are services or workloads, known or not yet known. Default: only those that are known.</summary>
    public ImmutableArray<IPNetwork> Networks { get; init; } = [];
}
