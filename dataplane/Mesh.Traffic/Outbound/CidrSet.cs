using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Traffic.Outbound;

/// <summary>A set of IPv4 and IPv6 networks. IPv4-mapped addresses count as IPv4.</summary>
public sealed class CidrSet
{
    private readonly ImmutableArray<IPNetwork> _networks;

    private CidrSet(ImmutableArray<IPNetwork> networks) => _networks = networks;

    /// <summary>Contains nothing.</summary>
    public static CidrSet Empty { get; } = new([]);

    /// <summary>Parses networks such as <c>10.0.0.0/8</c>; a bare address is a network of one.</summary>
    /// <param name="networks">The networks; host bits are ignored.</param>
    /// <param name="set">The set.</param>
    /// <param name="invalid">The first text that is no network.</param>
    public static bool TryParse(IEnumerable<string> networks, out CidrSet set, out string? invalid)
    {
        ArgumentNullException.ThrowIfNull(networks);
        set = Empty;
        invalid = null;
        var parsed = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var text in networks)
        {
            if (!TryParse(text, out var network))
            {
                invalid = text;
                return false;
            }
            parsed.Add(network);
        }
        set = new CidrSet(parsed.ToImmutable());
        return true;
    }

    /// <summary>Whether the address is in one of the networks.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in _networks)
        {
            if (network.Contains(plain))
                return true;
        }
        return false;
    }

    private static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
            return false;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out length) || length > bits))
            return false;
        network = new IPNetwork(Masked(address, length), length);
        return true;
    }

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }
        return new IPAddress(bytes);
    }
}
