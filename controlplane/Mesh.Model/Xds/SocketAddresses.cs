using System.Net;
using Envoy.Config.Core.V3;
using SocketAddress = Envoy.Config.Core.V3.SocketAddress;

namespace Mesh.Model.Xds;

/// <summary>Addresses as messages.</summary>
internal static class SocketAddresses
{
    public static Address Of(IPEndPoint address) => new()
    {
        SocketAddress = new SocketAddress { Address = address.Address.ToString(), PortValue = (uint)address.Port },
    };
}
