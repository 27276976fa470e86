using System.Net;

namespace Mesh.Model.Addresses;

/// <summary>Orders addresses: IPv4 before IPv6, then numerically, then by port.</summary>
internal sealed class AddressOrder : IComparer<IPAddress>, IComparer<IPEndPoint>
{
    /// <summary>The only instance.</summary>
    public static AddressOrder Instance { get; } = new();

    public int Compare(IPAddress? x, IPAddress? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        Span<byte> left = stackalloc byte[16];
        Span<byte> right = stackalloc byte[16];
        x.TryWriteBytes(left, out var leftLength);
        y.TryWriteBytes(right, out var rightLength);
        return leftLength != rightLength ? leftLength - rightLength : left[..leftLength].SequenceCompareTo(right[..rightLength]);
    }

    public int Compare(IPEndPoint? x, IPEndPoint? y)
    {
        var order = Compare(x?.Address, y?.Address);
        return order != 0 ? order : x!.Port.CompareTo(y!.Port);
    }
}
