using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <summary>Whether the peer of an earlier session would still pass: OpenSSL does not look at its certificate again when a session is resumed.</summary>
internal static class SessionTrust
{
    internal const int PurposeClient = 1;
    internal const int PurposeServer = 2;

    /// <summary>
    /// Verifies the peer's leaf now against the context's roots. A session keeps no intermediates: a leaf that needs them does not pass, and
    /// the peers make a full handshake.
    /// </summary>
    internal static bool Holds(nint context, nint session, int purpose)
    {
        var leaf = LibSsl.SessionPeer(session);
        var verification = leaf == 0 ? 0 : LibCrypto.VerificationNew();
        if (verification == 0)
            return false;
        var holds = LibCrypto.VerificationInit(verification, LibSsl.ContextGetStore(context), leaf, 0) == 1
            && LibCrypto.VerificationSetPurpose(verification, purpose) == 1
            && LibCrypto.Verify(verification) == 1;
        LibCrypto.VerificationFree(verification);
        LibCrypto.ClearErrors();
        return holds;
    }
}
