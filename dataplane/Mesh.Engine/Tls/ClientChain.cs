using System.Runtime.InteropServices;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <summary>Whether servers would accept a certificate chain: asked of OpenSSL, as they do.</summary>
public static unsafe class ClientChain
{
    private const int PurposeClient = 1;

    /// <summary>Verifies that a chain leads to a root, is valid at a time and fits TLS clients (RFC 5280).</summary>
    /// <param name="chain">Certificates in DER: leaf first, then the intermediates.</param>
    /// <param name="roots">The only certificates, in DER, that the chain may end in.</param>
    /// <param name="time">The time.</param>
    /// <returns>Null when it holds, otherwise the reason in words.</returns>
    public static string? Problem(IReadOnlyList<ReadOnlyMemory<byte>> chain, IEnumerable<ReadOnlyMemory<byte>> roots, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(roots);
        var store = LibCrypto.StoreNew();
        var stack = LibCrypto.StackNew();
        var loaded = new List<nint>();
        try
        {
            foreach (var root in roots)
            {
                if (Load(root, loaded) is var certificate && (certificate == 0 || LibCrypto.StoreAddCertificate(store, certificate) != 1))
                    return "a root is no certificate";
            }
            nint leaf = 0;
            foreach (var der in chain)
            {
                var certificate = Load(der, loaded);
                if (certificate == 0)
                    return "a certificate of the chain cannot be read";
                if (leaf == 0)
                    leaf = certificate;
                else
                    _ = LibCrypto.StackPush(stack, certificate);
            }
            return leaf == 0 ? "the chain is empty" : Verify(store, leaf, stack, time);
        }
        finally
        {
            LibCrypto.StackFree(stack);
            loaded.ForEach(LibCrypto.FreeCertificate);
            LibCrypto.StoreFree(store);
            LibCrypto.ClearErrors();
        }
    }

    private static string? Verify(nint store, nint leaf, nint others, DateTimeOffset time)
    {
        var verification = LibCrypto.VerificationNew();
        try
        {
            if (LibCrypto.VerificationInit(verification, store, leaf, others) != 1 || LibCrypto.VerificationSetPurpose(verification, PurposeClient) != 1)
                return TlsErrorText.TakeQueue();
            LibCrypto.VerificationSetTime(verification, 0, (nint)time.ToUnixTimeSeconds());
            if (LibCrypto.Verify(verification) == 1)
                return null;
            return Marshal.PtrToStringUTF8((nint)LibCrypto.VerifyErrorText(LibCrypto.VerificationError(verification))) ?? "it does not verify";
        }
        finally
        {
            LibCrypto.VerificationFree(verification);
        }
    }

    private static nint Load(ReadOnlyMemory<byte> der, List<nint> loaded)
    {
        fixed (byte* start = der.Span)
        {
            var next = start;
            var certificate = LibCrypto.DecodeCertificate(null, &next, der.Length);
            if (certificate != 0)
                loaded.Add(certificate);
            return next == start + der.Length ? certificate : 0;
        }
    }
}
