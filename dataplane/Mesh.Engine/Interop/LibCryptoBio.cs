using System.Runtime.InteropServices;

namespace Mesh.Engine.Interop;

/// <summary>The BIO part of OpenSSL 3's libcrypto: how it is told where its bytes come from and go to.</summary>
internal static unsafe partial class LibCryptoBio
{
    internal const int TypeSourceSink = 0x0400;

    internal const int ControlEndOfFile = 2;
    internal const int ControlFlush = 11;

    internal const int FlagRead = 0x01;
    internal const int FlagWrite = 0x02;
    internal const int FlagShouldRetry = 0x08;
    internal const int FlagsRetry = FlagRead | FlagWrite | 0x04 | FlagShouldRetry;

    private const string Library = "libcrypto.so.3";

    [LibraryImport(Library, EntryPoint = "BIO_get_new_index")]
    internal static partial int NewIndex();

    [LibraryImport(Library, EntryPoint = "BIO_meth_new")]
    internal static partial nint MethodNew(int type, byte* name);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_read_ex")]
    internal static partial int MethodSetRead(nint method, delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint*, int> read);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_write_ex")]
    internal static partial int MethodSetWrite(nint method, delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint*, int> write);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_ctrl")]
    internal static partial int MethodSetControl(nint method, delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint> control);

    [LibraryImport(Library, EntryPoint = "BIO_new")]
    internal static partial nint New(nint method);

    [LibraryImport(Library, EntryPoint = "BIO_free")]
    internal static partial int Free(nint bio);

    [LibraryImport(Library, EntryPoint = "BIO_set_init")]
    internal static partial void SetInitialised(nint bio, int value);

    [LibraryImport(Library, EntryPoint = "BIO_set_data")]
    internal static partial void SetData(nint bio, void* data);

    [LibraryImport(Library, EntryPoint = "BIO_get_data")]
    [SuppressGCTransition]
    internal static partial void* GetData(nint bio);

    [LibraryImport(Library, EntryPoint = "BIO_set_flags")]
    [SuppressGCTransition]
    internal static partial void SetFlags(nint bio, int flags);

    [LibraryImport(Library, EntryPoint = "BIO_clear_flags")]
    [SuppressGCTransition]
    internal static partial void ClearFlags(nint bio, int flags);
}
