using System.Collections.Immutable;
using System.Text;
using Mesh.Api.Resources;

namespace Mesh.Model.Addresses;

/// <summary>
/// Which service has which automatic addresses. Immutable. The same book and the same services give the same result
/// everywhere; the entry of a deleted service is kept, so that it gets its addresses back and no client reaches
/// another service at a remembered address. Only when the range is full are the entries of deleted services forgotten, all at once.
/// </summary>
public sealed class AddressBook
{
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    internal AddressBook(ImmutableSortedDictionary<NamespacedName, int> indexes) => Indexes = indexes;

    /// <summary>A book without entries.</summary>
    public static AddressBook Empty { get; } = new(ImmutableSortedDictionary<NamespacedName, int>.Empty);

    /// <summary>Position of each service in the ranges of <see cref="AutomaticAddresses"/>.</summary>
    internal ImmutableSortedDictionary<NamespacedName, int> Indexes { get; }

    /// <summary>How many services have an entry.</summary>
    public int Count => Indexes.Count;

    /// <summary>The addresses of a service; null when it has no entry.</summary>
    public AutomaticAddresses? Find(NamespacedName service) =>
        Indexes.TryGetValue(service, out var index) ? AutomaticAddresses.Of(index) : null;

    /// <summary>Gives addresses to the services that have none yet.</summary>
    /// <param name="services">All services that need automatic addresses, in any order.</param>
    /// <returns>This same book when nothing was added, so that the caller knows whether to write it down.</returns>
    /// <exception cref="InvalidOperationException">More services than the range holds, 65534.</exception>
    public AddressBook Extend(IReadOnlyCollection<NamespacedName> services)
    {
        var missing = services.Where(service => !Indexes.ContainsKey(service)).Distinct().Order().ToArray();
        if (missing.Length == 0)
            return this;
        var kept = Indexes;
        if (kept.Count + missing.Length > AutomaticAddresses.LastIndex)
            kept = kept.RemoveRange(kept.Keys.Except(services));
        if (kept.Count + missing.Length > AutomaticAddresses.LastIndex)
            throw new InvalidOperationException($"more than {AutomaticAddresses.LastIndex} services need automatic addresses");
        return new AddressBook(Assign(kept, missing));
    }

    private static ImmutableSortedDictionary<NamespacedName, int> Assign(
        ImmutableSortedDictionary<NamespacedName, int> kept, NamespacedName[] missing)
    {
        var taken = kept.Values.ToHashSet();
        var assigned = kept.ToBuilder();
        foreach (var service in missing)
        {
            var index = PreferredIndex(service);
            while (!taken.Add(index))
                index = index == AutomaticAddresses.LastIndex ? 1 : index + 1;
            assigned.Add(service, index);
        }

        return assigned.ToImmutable();
    }

    // FNV-1a: the same on every machine and runtime, unlike string.GetHashCode.
    private static int PreferredIndex(NamespacedName service)
    {
        var hash = FnvOffset;
        foreach (var octet in Encoding.UTF8.GetBytes(service.ToString()))
            hash = unchecked((hash ^ octet) * FnvPrime);
        return 1 + (int)(hash % AutomaticAddresses.LastIndex);
    }
}
