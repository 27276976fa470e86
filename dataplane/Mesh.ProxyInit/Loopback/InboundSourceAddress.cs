using System.Net;
using System.Runtime.InteropServices;

namespace Mesh.ProxyInit.Loopback;

/// <summary>
/// Puts the address from which the proxy dials its own application onto the loopback interface. IPv4 needs none:
/// all of 127.0.0.0/8 is local. IPv6 has only ::1 there.
/// </summary>
internal static partial class InboundSourceAddress
{
    private const int AddressFamilyInet6 = 10;
    private const int SocketDatagram = 2;
    private const nuint AddAddress = 0x8916;
    private const nuint DeleteAddress = 0x8936;
    private const int AlreadyThere = 17;
    private const int NotThere = 99;

    /// <summary>Adds the address; already there is fine. Returns why it failed, or null.</summary>
    public static string? Add(IPAddress address) => Request(AddAddress, address, AlreadyThere);

    /// <summary>Removes the address; not there is fine. Returns why it failed, or null.</summary>
    public static string? Remove(IPAddress address) => Request(DeleteAddress, address, NotThere);

    private static string? Request(nuint request, IPAddress address, int harmlessError)
    {
        var socket = OpenSocket(AddressFamilyInet6, SocketDatagram, 0);
        if (socket < 0)
        {
            return Marshal.GetLastPInvokeErrorMessage();
        }

        try
        {
            var argument = new InterfaceAddress { PrefixLength = 128, InterfaceIndex = IndexOf("lo") };
            address.TryWriteBytes(argument.Address, out _);
            return Control(socket, request, ref argument) == 0 || Marshal.GetLastPInvokeError() == harmlessError
                ? null
                : Marshal.GetLastPInvokeErrorMessage();
        }
        finally
        {
            _ = CloseSocket(socket);
        }
    }

    /// <summary><c>struct in6_ifreq</c> of linux/ipv6.h.</summary>
    private struct InterfaceAddress
    {
        public AddressBytes Address;
        public uint PrefixLength;
        public int InterfaceIndex;
    }

    [System.Runtime.CompilerServices.InlineArray(16)]
    private struct AddressBytes
    {
        private byte _first;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseSocket(int socket);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int socket, nuint request, ref InterfaceAddress argument);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int IndexOf(string name);
}
