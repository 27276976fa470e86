using System.Buffers.Binary;
using System.Text;
using Mesh.Conventions;
using Mesh.Engine.Sockets;

namespace Mesh.Proxy.ProxyProtocol;

/// <summary>
/// The PROXY protocol's header, with which a connection to the application begins: who it is from. haproxy.org, proxy-protocol.txt, sections 2.1 (version 1)
/// and 2.2 (version 2).
/// </summary>
internal static class Introduction
{
    /// <summary>Type of the field with the caller's SPIFFE id, of those that section 2.2.7 leaves to applications.</summary>
    internal const byte IdentityType = 0xE0;

    private const byte Version2Local = 0x20;
    private const byte Version2Proxy = 0x21;
    private const byte StreamV4 = 0x11;
    private const byte StreamV6 = 0x21;
    private const int FixedLength = 16;
    private const int FieldHead = 3;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Builds the header.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="source">The caller; port 0 when only its address is known.</param>
    /// <param name="destination">The application.</param>
    /// <param name="identity">The caller's SPIFFE id, for version 2; empty when it has none.</param>
    internal static byte[] Build(ProxyProtocolVersion version, IpEndpoint source, IpEndpoint destination, ReadOnlySpan<byte> identity) =>
        version == ProxyProtocolVersion.V1 ? BuildText(source, destination) : BuildBinary(source, destination, identity);

    /// <summary>Builds the header of a connection that is the proxy's own: a probe.</summary>
    internal static byte[] BuildOwn(ProxyProtocolVersion version) =>
        version == ProxyProtocolVersion.V1 ? "PROXY UNKNOWN\r\n"u8.ToArray() : [.. Signature, Version2Local, 0, 0, 0];

    private static byte[] BuildText(IpEndpoint source, IpEndpoint destination)
    {
        var isV4 = source.IsV4 && destination.IsV4;
        return Encoding.ASCII.GetBytes(FormattableString.Invariant(
            $"PROXY {(isV4 ? "TCP4" : "TCP6")} {Text(source, isV4)} {Text(destination, isV4)} {source.Port} {destination.Port}\r\n"));
    }

    private static byte[] BuildBinary(IpEndpoint source, IpEndpoint destination, ReadOnlySpan<byte> identity)
    {
        var isV4 = source.IsV4 && destination.IsV4;
        var addressLength = isV4 ? 4 : 16;
        var addresses = (2 * addressLength) + (2 * sizeof(ushort));
        var fields = identity.IsEmpty ? 0 : FieldHead + identity.Length;
        var header = new byte[FixedLength + addresses + fields];
        Signature.CopyTo(header);
        header[12] = Version2Proxy;
        header[13] = isV4 ? StreamV4 : StreamV6;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(14), (ushort)(addresses + fields));
        var rest = header.AsSpan(FixedLength);
        WriteAddress(source, isV4, rest);
        WriteAddress(destination, isV4, rest[addressLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(rest[(2 * addressLength)..], source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(rest[((2 * addressLength) + sizeof(ushort))..], destination.Port);
        if (!identity.IsEmpty)
            WriteIdentity(identity, rest[addresses..]);
        return header;
    }

    private static void WriteIdentity(ReadOnlySpan<byte> identity, Span<byte> field)
    {
        field[0] = IdentityType;
        BinaryPrimitives.WriteUInt16BigEndian(field[1..], (ushort)identity.Length);
        identity.CopyTo(field[FieldHead..]);
    }

    // Both addresses are of one family: of two, the IPv4 one is written as an IPv4-mapped one.
    private static void WriteAddress(IpEndpoint endpoint, bool isV4, Span<byte> destination)
    {
        if (isV4)
            endpoint.WriteAddress(destination);
        else
            endpoint.WriteMappedAddress(destination);
    }

    private static string Text(IpEndpoint endpoint, bool isV4)
    {
        var address = endpoint.ToIPEndPoint().Address;
        return (isV4 ? address : address.MapToIPv6()).ToString();
    }
}
