using System.Net;
using System.Net.Sockets;

namespace Mesh.ProxyInit.Options;

/// <summary>
/// Which peers' addresses are captured: the included ones (all when none is named) but for the excluded.
/// IPv4 and IPv6 prefixes share the lists, so naming only IPv4 prefixes includes nothing of IPv6.
/// </summary>
internal sealed record AddressFilter(IReadOnlyList<IPNetwork> Included, IReadOnlyList<IPNetwork> Excluded)
{
    public static AddressFilter All { get; } = new([], []);

    public bool IncludesAll => Included.Count == 0;

    public IEnumerable<IPNetwork> IncludedOf(AddressFamily family) => OfFamily(Included, family);

    public IEnumerable<IPNetwork> ExcludedOf(AddressFamily family) => OfFamily(Excluded, family);

    public bool Captures(IPAddress address) =>
        (IncludesAll || Included.Any(network => network.Contains(address))) && !Excluded.Any(network => network.Contains(address));

    private static IEnumerable<IPNetwork> OfFamily(IReadOnlyList<IPNetwork> networks, AddressFamily family) =>
        networks.Where(network => network.BaseAddress.AddressFamily == family);
}
