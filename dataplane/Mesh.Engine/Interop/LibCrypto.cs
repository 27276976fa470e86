using System.Runtime.InteropServices;

namespace Mesh.Engine.Interop;

/// <summary>The part of OpenSSL 3's libcrypto that the engine uses; names as there.</summary>
internal static unsafe partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";

    [LibraryImport(Library, EntryPoint = "d2i_X509")]
    internal static partial nint DecodeCertificate(nint* reuse, byte** der, nint length);

    [LibraryImport(Library, EntryPoint = "i2d_X509")]
    internal static partial int EncodeCertificate(nint certificate, byte** der);

    [LibraryImport(Library, EntryPoint = "X509_free")]
    internal static partial void FreeCertificate(nint certificate);

    [LibraryImport(Library, EntryPoint = "d2i_AutoPrivateKey")]
    internal static partial nint DecodePrivateKey(nint* reuse, byte** der, nint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    internal static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "X509_STORE_add_cert")]
    internal static partial int StoreAddCertificate(nint store, nint certificate);

    [LibraryImport(Library, EntryPoint = "X509_verify_cert_error_string")]
    internal static partial byte* VerifyErrorText(nint error);

    [LibraryImport(Library, EntryPoint = "X509_STORE_new")]
    internal static partial nint StoreNew();

    [LibraryImport(Library, EntryPoint = "X509_STORE_free")]
    internal static partial void StoreFree(nint store);

    [LibraryImport(Library, EntryPoint = "X509_STORE_CTX_new")]
    internal static partial nint VerificationNew();

    [LibraryImport(Library, EntryPoint = "X509_STORE_CTX_free")]
    internal static partial void VerificationFree(nint verification);

    [LibraryImport(Library, EntryPoint = "X509_STORE_CTX_init")]
    internal static partial int VerificationInit(nint verification, nint store, nint leaf, nint others);

    [LibraryImport(Library, EntryPoint = "X509_STORE_CTX_set_purpose")]
    internal static partial int VerificationSetPurpose(nint verification, int purpose);

    [LibraryImport(Library, EntryPoint = "X509_STORE_CTX_set_time")]
    internal static partial void VerificationSetTime(nint verification, nuint flags, nint time);

    [LibraryImport(Library, EntryPoint = "X509_verify_cert")]
    internal static partial int Verify(nint verification);

    [LibraryImport(Library, EntryPoint = "X509_STORE_CTX_get_error")]
    internal static partial int VerificationError(nint verification);

    [LibraryImport(Library, EntryPoint = "OPENSSL_sk_new_null")]
    internal static partial nint StackNew();

    [LibraryImport(Library, EntryPoint = "OPENSSL_sk_push")]
    internal static partial int StackPush(nint stack, nint item);

    [LibraryImport(Library, EntryPoint = "OPENSSL_sk_free")]
    internal static partial void StackFree(nint stack);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    [SuppressGCTransition]
    internal static partial void ClearErrors();

    [LibraryImport(Library, EntryPoint = "ERR_peek_last_error")]
    internal static partial ulong PeekLastError();

    [LibraryImport(Library, EntryPoint = "ERR_peek_error")]
    internal static partial ulong PeekError();

    [LibraryImport(Library, EntryPoint = "ERR_reason_error_string")]
    internal static partial byte* ReasonText(ulong error);
}
