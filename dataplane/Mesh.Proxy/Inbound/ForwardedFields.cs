using System.Buffers;
using Mesh.Engine.Http;

namespace Mesh.Proxy.Inbound;

/// <summary>Tells the application where a request came from: <c>X-Forwarded-For</c> and <c>Forwarded</c> (RFC 7239), after what the caller wrote there itself.</summary>
internal static class ForwardedFields
{
    private const int OnStack = 512;

    /// <summary>Appends <paramref name="source"/>, an IP address as text; adds <c>X-Forwarded-Proto</c> when the caller said nothing there.</summary>
    internal static void Append(HeaderBlock head, ReadOnlySpan<byte> source)
    {
        Append(head, "x-forwarded-for"u8, source, default, default);
        if (source.Contains((byte)':'))
            Append(head, "forwarded"u8, "for=\"["u8, source, "]\""u8);
        else
            Append(head, "forwarded"u8, "for="u8, source, default);
        if (!head.Contains("x-forwarded-proto"u8))
            head.Add("x-forwarded-proto"u8, head.Scheme.SequenceEqual("https"u8) ? "https"u8 : "http"u8);
    }

    // Several fields of the name become one: many applications read only the first, or only the last.
    private static void Append(HeaderBlock head, ReadOnlySpan<byte> name, ReadOnlySpan<byte> start, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> end)
    {
        var length = start.Length + middle.Length + end.Length;
        for (var i = head.IndexOf(name, 0); i >= 0; i = head.IndexOf(name, i + 1))
            length += head.ValueAt(i).Length + 2;
        var rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var value = rented is null ? stackalloc byte[OnStack] : rented;
        var used = 0;
        for (var i = head.IndexOf(name, 0); i >= 0; i = head.IndexOf(name, i + 1))
        {
            if (head.ValueAt(i).IsEmpty)
                continue;
            used += Copy(head.ValueAt(i), value[used..]);
            used += Copy(", "u8, value[used..]);
        }
        used += Copy(start, value[used..]);
        used += Copy(middle, value[used..]);
        used += Copy(end, value[used..]);
        head.Set(name, value[..used]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    private static int Copy(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        bytes.CopyTo(destination);
        return bytes.Length;
    }
}
