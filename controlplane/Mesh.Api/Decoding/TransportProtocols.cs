using Mesh.Api.Resources;

namespace Mesh.Api.Decoding;

/// <summary>Reads a port's <c>protocol</c>.</summary>
internal static class TransportProtocols
{
    public static TransportProtocol Read(MappingReader fields) =>
        fields.Optional("protocol")?.AsOneOf(
            ("TCP", TransportProtocol.Tcp), ("UDP", TransportProtocol.Udp), ("SCTP", TransportProtocol.Sctp)) ?? TransportProtocol.Tcp;
}
