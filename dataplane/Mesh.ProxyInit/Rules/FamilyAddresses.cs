using System.Net;
using System.Net.Sockets;

namespace Mesh.ProxyInit.Rules;

/// <summary>Addresses with a meaning to the rules, per IP version.</summary>
/// <param name="Family">The IP version.</param>
/// <param name="Loopback">Destinations that never leave the host.</param>
/// <param name="InboundSource">Whence the proxy dials its own application on behalf of a client: such connections are not captured again.</param>
internal sealed record FamilyAddresses(AddressFamily Family, string Loopback, IPAddress InboundSource)
{
    public static FamilyAddresses IPv4 { get; } = new(AddressFamily.InterNetwork, "127.0.0.0/8", IPAddress.Parse("127.0.0.6"));

    public static FamilyAddresses IPv6 { get; } = new(AddressFamily.InterNetworkV6, "::1/128", IPAddress.Parse("::6"));

    public string InboundSourcePrefix => Family == AddressFamily.InterNetwork ? $"{InboundSource}/32" : $"{InboundSource}/128";
}
