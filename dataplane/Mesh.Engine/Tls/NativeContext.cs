using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <summary>Builds an SSL_CTX. TLS 1.3 only, no session cache, no system store; tickets where the options allow them.</summary>
internal static unsafe class NativeContext
{
    private const int MaxChainDepth = 4;

    // What is read from a socket at once: four records. It exists only while one is incomplete or not yet taken.
    private const int ReadBuffer = 4 * ((16 * 1024) + 256 + 5);

    private const int Modes = LibSsl.ModePartialWrite | LibSsl.ModeMovingWriteBuffer | LibSsl.ModeAutoRetry
        | LibSsl.ModeNoAutoChain | LibSsl.ModeReleaseBuffers;

    internal static nint Create(TlsCredentials credentials, TlsOptions options, AlpnList protocols)
    {
        Check(credentials, options);
        LibCrypto.ClearErrors();
        var context = LibSsl.ContextNew(LibSsl.TlsMethod());
        if (context == 0)
            throw new TlsConfigurationException($"OpenSSL cannot create a context: {TlsErrorText.TakeQueue()}");
        try
        {
            SetProtocol(context);
            if (options.AllowResumption)
                SessionTickets.Allow(context, options is TlsServerOptions);
            else
                SessionTickets.Forbid(context);
            SetVerification(context, options);
            foreach (var root in credentials.Roots)
                AddRoot(context, root.Span);
            if (credentials.Chain.Count > 0)
                SetIdentity(context, credentials);
            if (options.ApplicationProtocols.Count > 0)
                protocols.Configure(context, options is TlsServerOptions);
            return context;
        }
        catch
        {
            LibSsl.ContextFree(context);
            throw;
        }
    }

    private static void Check(TlsCredentials credentials, TlsOptions options)
    {
        if (options is TlsServerOptions && credentials.Chain.Count == 0)
            throw new TlsConfigurationException("A TLS server needs a certificate chain and its private key.");
        var verifies = options is TlsServerOptions { ClientCertificate: not ClientCertificateMode.None } or TlsClientOptions { AcceptAnyServer: false };
        if (verifies && credentials.Roots.Count == 0)
            throw new TlsConfigurationException("Peers are to be verified, but there is no root certificate: no peer could be accepted.");
    }

    private static void SetProtocol(nint context)
    {
        LibSsl.ContextControl(context, LibSsl.ControlMinimumVersion, LibSsl.Tls13, null);
        LibSsl.ContextControl(context, LibSsl.ControlMaximumVersion, LibSsl.Tls13, null);
        LibSsl.ContextControl(context, LibSsl.ControlMode, Modes, null);
        LibSsl.ContextControl(context, LibSsl.ControlReadAhead, 1, null);
        LibSsl.ContextSetReadBuffer(context, ReadBuffer);
        // The hybrid post-quantum group where the library has it (OpenSSL 3.5).
        if (!TrySetGroups(context, "X25519MLKEM768:X25519:P-256\0"u8) && !TrySetGroups(context, "X25519:P-256\0"u8))
            throw new TlsConfigurationException($"OpenSSL has neither X25519 nor P-256: {TlsErrorText.TakeQueue()}");
        LibCrypto.ClearErrors();
    }

    private static bool TrySetGroups(nint context, ReadOnlySpan<byte> list)
    {
        fixed (byte* text = list)
            return LibSsl.ContextControl(context, LibSsl.ControlGroupsList, 0, text) == 1;
    }

    private static void SetVerification(nint context, TlsOptions options)
    {
        var mode = options switch
        {
            TlsServerOptions { ClientCertificate: ClientCertificateMode.Required } => LibSsl.VerifyPeer | LibSsl.VerifyFailIfNoPeerCertificate,
            TlsServerOptions { ClientCertificate: ClientCertificateMode.None } or TlsClientOptions { AcceptAnyServer: true } => LibSsl.VerifyNone,
            _ => LibSsl.VerifyPeer,
        };
        LibSsl.ContextSetVerify(context, mode, 0);
        LibSsl.ContextSetVerifyDepth(context, MaxChainDepth);
    }

    private static void AddRoot(nint context, ReadOnlySpan<byte> der)
    {
        var certificate = Decode(der, "A root certificate");
        var added = LibCrypto.StoreAddCertificate(LibSsl.ContextGetStore(context), certificate);
        LibCrypto.FreeCertificate(certificate);
        if (added != 1)
            throw new TlsConfigurationException($"A root certificate cannot be used: {TlsErrorText.TakeQueue()}");
    }

    private static void SetIdentity(nint context, TlsCredentials credentials)
    {
        var leaf = Decode(credentials.Chain[0].Span, "The leaf certificate");
        var used = LibSsl.ContextUseCertificate(context, leaf);
        LibCrypto.FreeCertificate(leaf);
        if (used != 1)
            throw new TlsConfigurationException($"The leaf certificate cannot be used: {TlsErrorText.TakeQueue()}");
        SetPrivateKey(context, credentials.PrivateKey.Span);
        foreach (var der in credentials.Chain.Skip(1))
        {
            var certificate = Decode(der.Span, "An intermediate certificate");
            if (LibSsl.ContextControl(context, LibSsl.ControlChainCertificate, 0, (void*)certificate) == 1)
                continue;
            LibCrypto.FreeCertificate(certificate);
            throw new TlsConfigurationException($"An intermediate certificate cannot be used: {TlsErrorText.TakeQueue()}");
        }
    }

    private static void SetPrivateKey(nint context, ReadOnlySpan<byte> der)
    {
        nint key;
        fixed (byte* start = der)
        {
            var next = start;
            key = LibCrypto.DecodePrivateKey(null, &next, der.Length);
        }
        if (key == 0)
            throw new TlsConfigurationException($"The private key is not unencrypted PKCS#8 DER: {TlsErrorText.TakeQueue()}");
        var used = LibSsl.ContextUsePrivateKey(context, key);
        LibCrypto.FreeKey(key);
        if (used != 1)
            throw new TlsConfigurationException($"The private key does not belong to the leaf certificate: {TlsErrorText.TakeQueue()}");
    }

    private static nint Decode(ReadOnlySpan<byte> der, string what)
    {
        fixed (byte* start = der)
        {
            var next = start;
            var certificate = LibCrypto.DecodeCertificate(null, &next, der.Length);
            if (certificate != 0 && next == start + der.Length)
                return certificate;
            if (certificate != 0)
                LibCrypto.FreeCertificate(certificate);
            throw new TlsConfigurationException($"{what} is not DER, or has bytes behind it: {TlsErrorText.TakeQueue()}");
        }
    }
}
