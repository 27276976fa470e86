using System.Collections.Immutable;
using System.Net;
using Mesh.Identity;
using Mesh.Model.Addresses;

namespace Mesh.Model.Compilation;

/// <summary>What a mesh is compiled into, beside its resources.</summary>
/// <param name="TrustDomain">First part of identities.</param>
/// <param name="Book">Has the addresses of all services that need automatic ones.</param>
/// <param name="NamesServices">Whether the mesh gives addresses and answers names.</param>
/// <param name="Networks">Networks in which all addresses are services or workloads.</param>
internal sealed record Surroundings(TrustDomain TrustDomain, AddressBook Book, bool NamesServices, ImmutableArray<IPNetwork> Networks);
