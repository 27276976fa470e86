using System.Text;

namespace Mesh.Engine.Http2.Hpack;

/// <summary>The static table of RFC 7541 appendix A; indexes begin at 1.</summary>
internal static class StaticTable
{
    internal const int Count = 61;
    internal const int Authority = 1;
    internal const int Method = 2;
    internal const int Path = 4;
    internal const int Scheme = 6;
    internal const int Status = 8;
    internal const int Authorization = 23;
    internal const int Cookie = 32;
    internal const int ProxyAuthorization = 49;
    internal const int SetCookie = 55;

    private const int SlotMask = 255;

    private static readonly byte[][] Names = Split(
        ":authority :method :method :path :path :scheme :scheme :status :status :status :status :status :status :status "
        + "accept-charset accept-encoding accept-language accept-ranges accept access-control-allow-origin age allow "
        + "authorization cache-control content-disposition content-encoding content-language content-length content-location "
        + "content-range content-type cookie date etag expect expires from host if-match if-modified-since if-none-match "
        + "if-range if-unmodified-since last-modified link location max-forwards proxy-authenticate proxy-authorization range "
        + "referer refresh retry-after server set-cookie strict-transport-security transfer-encoding user-agent vary via "
        + "www-authenticate");

    // Values of the first entries; all but accept-encoding's later ones are empty.
    private static readonly byte[][] Values = Split(" GET POST / /index.html http https 200 204 206 304 400 404 500");
    private static readonly byte[] AcceptEncoding = "gzip, deflate"u8.ToArray();
    private static readonly byte[] Slots = FillSlots();

    /// <summary>Name of the entry at <paramref name="index"/>, 1 to <see cref="Count"/>.</summary>
    internal static ReadOnlySpan<byte> NameAt(int index) => Names[index - 1];

    /// <summary>Value of the entry at <paramref name="index"/>.</summary>
    internal static ReadOnlySpan<byte> ValueAt(int index) =>
        index <= Values.Length ? Values[index - 1] : index == 16 ? AcceptEncoding : default;

    /// <summary>The first entry named <paramref name="name"/>, whose <see cref="FieldHash"/> is given; 0 when there is none.</summary>
    internal static int FindName(ReadOnlySpan<byte> name, uint hash)
    {
        for (var slot = hash & SlotMask; Slots[slot] != 0; slot = (slot + 1) & SlotMask)
        {
            if (NameAt(Slots[slot]).SequenceEqual(name))
                return Slots[slot];
        }
        return 0;
    }

    /// <summary>The entry with the name of the entry <paramref name="first"/> and this value; 0 when there is none.</summary>
    internal static int FindValue(int first, ReadOnlySpan<byte> value)
    {
        for (var index = first; index <= Count && (index == first || NameAt(index).SequenceEqual(NameAt(first))); index++)
        {
            if (ValueAt(index).SequenceEqual(value))
                return index;
        }
        return 0;
    }

    private static byte[][] Split(string text) => [.. text.Split(' ').Select(Encoding.ASCII.GetBytes)];

    private static byte[] FillSlots()
    {
        var slots = new byte[SlotMask + 1];
        for (var index = Count; index > 0; index--)
        {
            var slot = FieldHash.Compute(NameAt(index)) & SlotMask;
            while (slots[slot] != 0 && !NameAt(slots[slot]).SequenceEqual(NameAt(index)))
                slot = (slot + 1) & SlotMask;
            slots[slot] = (byte)index;
        }
        return slots;
    }
}
