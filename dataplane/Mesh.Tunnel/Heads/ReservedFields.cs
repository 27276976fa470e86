using System.Text;
using Mesh.Conventions;

namespace Mesh.Tunnel.Heads;

/// <summary>
/// The field names by which only proxies may speak, as an application reads them. Many gateways between servers and programs (CGI, RFC 3875
/// §4.1.18, and its heirs WSGI, Rack and FastCGI) write what is neither letter nor digit as <c>_</c>: to their programs
/// <c>x_forwarded_client_cert</c> and <c>x-forwarded.client-cert</c> are the same field as the one that the mesh sets.
/// </summary>
internal static class ReservedFields
{
    private const int ShortestName = 7;

    private static readonly byte[] Prefix = Encoding.ASCII.GetBytes(MeshHeaders.ReservedPrefix);
    private static readonly byte[] Hops = Encoding.ASCII.GetBytes(MeshHeaders.Hops);
    private static readonly byte[] ForwardedClientCert = Encoding.ASCII.GetBytes(MeshHeaders.ForwardedClientCert);

    private static ReadOnlySpan<byte> ForwardedPrefix => "x-forwarded-"u8;

    private static ReadOnlySpan<byte> ForwardedFor => "x-forwarded-for"u8;

    /// <summary>
    /// Whether a request's head may not bring <paramref name="name"/> (lower case): all <c>x-mesh-*</c> but the count of hops,
    /// <c>x-forwarded-client-cert</c>, and whatever reads like these or like <c>x-forwarded-for</c> without being it.
    /// </summary>
    internal static bool IsReserved(ReadOnlySpan<byte> name)
    {
        if (!MayBe(name))
            return false;
        if (ReadsAs(name, ForwardedFor))
            return !name.SequenceEqual(ForwardedFor);
        return ReadsAs(name, ForwardedClientCert) || (StartsAs(name, Prefix) && !name.SequenceEqual(Hops));
    }

    /// <summary>Whether trailers may not bring it: a server that adds them to the head would take the caller's word for the mesh's.</summary>
    internal static bool IsReservedTrailer(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("forwarded"u8) || (MayBe(name) && (StartsAs(name, Prefix) || StartsAs(name, ForwardedPrefix)));

    // Most names are none by their first two bytes.
    private static bool MayBe(ReadOnlySpan<byte> name) => name.Length >= ShortestName && name[0] == 'x' && !char.IsAsciiLetterOrDigit((char)name[1]);

    private static bool StartsAs(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) => name.Length >= prefix.Length && ReadsAs(name[..prefix.Length], prefix);

    private static bool ReadsAs(ReadOnlySpan<byte> name, ReadOnlySpan<byte> reserved)
    {
        if (name.Length != reserved.Length)
            return false;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != reserved[i] && (reserved[i] != '-' || char.IsAsciiLetterOrDigit((char)name[i])))
                return false;
        }
        return true;
    }
}
