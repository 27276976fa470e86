using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mesh.ProxyInit.Validation;

/// <summary>Asks the kernel where a redirected connection was going (SO_ORIGINAL_DST, IP6T_SO_ORIGINAL_DST).</summary>
internal static class OriginalDestination
{
    private const int SoOriginalDst = 80;
    private const int LevelIPv4 = 0;
    private const int LevelIPv6 = 41;
    private const int SockaddrLength = 28;

    public static IPEndPoint Of(Socket socket)
    {
        Span<byte> sockaddr = stackalloc byte[SockaddrLength];
        var isIPv4 = socket.AddressFamily == AddressFamily.InterNetwork;
        socket.GetRawSocketOption(isIPv4 ? LevelIPv4 : LevelIPv6, SoOriginalDst, isIPv4 ? sockaddr[..16] : sockaddr);
        var port = BinaryPrimitives.ReadUInt16BigEndian(sockaddr[2..]);
        return new IPEndPoint(new IPAddress(isIPv4 ? sockaddr[4..8] : sockaddr[8..24]), port);
    }
}
