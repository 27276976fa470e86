using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <summary>ALPN protocols in wire format (RFC 7301 §3.1) in native memory, for the selection callback of a server.</summary>
internal sealed unsafe class AlpnList : IDisposable
{
    private readonly NativeList* _native;
    private readonly string[] _names;

    /// <exception cref="TlsConfigurationException">A name is empty, longer than 255 characters or not ASCII.</exception>
    internal AlpnList(IReadOnlyList<string> protocols)
    {
        foreach (var name in protocols)
        {
            if (name.Length is 0 or > 255 || !Ascii.IsValid(name))
                throw new TlsConfigurationException($"ALPN protocol '{name}': 1 to 255 ASCII characters are needed.");
        }
        _names = [.. protocols];
        var length = protocols.Sum(static name => name.Length + 1);
        _native = (NativeList*)NativeMemory.Alloc((nuint)(sizeof(NativeList) + length));
        _native->Length = (uint)length;
        var next = Wire;
        foreach (var name in protocols)
        {
            *next++ = (byte)name.Length;
            next += Encoding.ASCII.GetBytes(name, new Span<byte>(next, name.Length));
        }
    }

    private byte* Wire => (byte*)(_native + 1);

    /// <summary>Lets a client offer the list, and a server choose from it by its own order.</summary>
    internal void Configure(nint context, bool server)
    {
        if (server)
            LibSsl.ContextSetAlpnSelect(context, &Select, (nint)_native);
        else if (LibSsl.ContextSetAlpn(context, Wire, _native->Length) != 0)
            throw new TlsConfigurationException("OpenSSL refused the list of ALPN protocols.");
    }

    /// <summary>The name as a string without allocating one for those in the list.</summary>
    internal string NameOf(ReadOnlySpan<byte> protocol)
    {
        foreach (var name in _names)
        {
            if (Ascii.Equals(protocol, name))
                return name;
        }
        return Encoding.ASCII.GetString(protocol);
    }

    public void Dispose() => NativeMemory.Free(_native);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Select(nint ssl, byte** chosen, byte* chosenLength, byte* offered, uint offeredLength, nint argument)
    {
        var list = (NativeList*)argument;
        var result = LibSsl.SelectNextProtocol(chosen, chosenLength, (byte*)(list + 1), list->Length, offered, offeredLength);
        return result == LibSsl.AlpnNegotiated ? LibSsl.AlpnAccept : LibSsl.AlpnFatal;
    }

    private struct NativeList
    {
        internal uint Length;
    }
}
