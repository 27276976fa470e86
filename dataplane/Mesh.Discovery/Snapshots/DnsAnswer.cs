using System.Collections.Immutable;
using System.Net;

namespace Mesh.Discovery.Snapshots;

/// <summary>The addresses of a name.</summary>
/// <param name="Name">Lower case, without a final dot.</param>
/// <param name="Addresses">IPv4 and IPv6; empty when the name exists without addresses.</param>
/// <param name="Ttl">How long clients may keep the answer.</param>
public sealed record DnsAnswer(string Name, ImmutableArray<IPAddress> Addresses, TimeSpan Ttl);
