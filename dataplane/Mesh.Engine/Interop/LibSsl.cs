using System.Runtime.InteropServices;

namespace Mesh.Engine.Interop;

/// <summary>The part of OpenSSL 3's libssl that the engine uses; names as there. Macros are their SSL_CTX_ctrl or SSL_ctrl codes.</summary>
internal static unsafe partial class LibSsl
{
    internal const int ControlMode = 33;
    internal const int ControlReadAhead = 41;
    internal const int ControlSessionCacheMode = 44;
    internal const int ControlChainCertificate = 89;
    internal const int ControlGroupsList = 92;
    internal const int ControlMinimumVersion = 123;
    internal const int ControlMaximumVersion = 124;
    internal const int ControlNegotiatedGroup = 134;

    internal const int Tls13 = 0x0304;
    internal const ulong OptionNoTicket = 1UL << 14;

    internal const int ModePartialWrite = 0x01;
    internal const int ModeMovingWriteBuffer = 0x02;
    internal const int ModeAutoRetry = 0x04;
    internal const int ModeNoAutoChain = 0x08;
    internal const int ModeReleaseBuffers = 0x10;

    internal const int VerifyNone = 0;
    internal const int VerifyPeer = 1;
    internal const int VerifyFailIfNoPeerCertificate = 2;

    internal const int ErrorSsl = 1;
    internal const int ErrorWantRead = 2;
    internal const int ErrorWantWrite = 3;
    internal const int ErrorSyscall = 5;
    internal const int ErrorZeroReturn = 6;

    internal const int CacheClient = 0x01;
    internal const int CacheNotInternal = 0x300;

    internal const int TicketRead = 5;
    internal const int TicketReadWithOldKey = 6;
    internal const int TicketIgnore = 2;
    internal const int TicketUseAndRenew = 4;

    internal const int ShutdownBothWays = 3;

    internal const int AlpnAccept = 0;
    internal const int AlpnFatal = 2;
    internal const int AlpnNegotiated = 1;

    private const string Library = "libssl.so.3";

    [LibraryImport(Library, EntryPoint = "TLS_method")]
    internal static partial nint TlsMethod();

    [LibraryImport(Library, EntryPoint = "SSL_CTX_new")]
    internal static partial nint ContextNew(nint method);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_free")]
    internal static partial void ContextFree(nint context);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_ctrl")]
    internal static partial nint ContextControl(nint context, int command, nint number, void* pointer);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_options")]
    internal static partial ulong ContextSetOptions(nint context, ulong options);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_num_tickets")]
    internal static partial int ContextSetTickets(nint context, nuint count);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_default_read_buffer_len")]
    internal static partial void ContextSetReadBuffer(nint context, nuint length);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_verify")]
    internal static partial void ContextSetVerify(nint context, int mode, nint callback);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_verify_depth")]
    internal static partial void ContextSetVerifyDepth(nint context, int depth);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_get_cert_store")]
    internal static partial nint ContextGetStore(nint context);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_use_certificate")]
    internal static partial int ContextUseCertificate(nint context, nint certificate);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_use_PrivateKey")]
    internal static partial int ContextUsePrivateKey(nint context, nint key);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_alpn_protos")]
    internal static partial int ContextSetAlpn(nint context, byte* list, uint length);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_alpn_select_cb")]
    internal static partial void ContextSetAlpnSelect(
        nint context, delegate* unmanaged[Cdecl]<nint, byte**, byte*, byte*, uint, nint, int> callback, nint argument);

    [LibraryImport(Library, EntryPoint = "SSL_select_next_proto")]
    internal static partial int SelectNextProtocol(byte** chosen, byte* chosenLength, byte* server, uint serverLength, byte* client, uint clientLength);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_sess_set_new_cb")]
    internal static partial void ContextSetNewSession(nint context, delegate* unmanaged[Cdecl]<nint, nint, int> callback);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_session_id_context")]
    internal static partial int ContextSetSessionName(nint context, byte* name, uint length);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_session_ticket_cb")]
    internal static partial int ContextSetTicketCallbacks(
        nint context, nint generate, delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, int, nint, int> decrypt, nint argument);

    [LibraryImport(Library, EntryPoint = "SSL_get_SSL_CTX")]
    internal static partial nint ContextOf(nint ssl);

    [LibraryImport(Library, EntryPoint = "SSL_set_session")]
    internal static partial int SetSession(nint ssl, nint session);

    [LibraryImport(Library, EntryPoint = "SSL_SESSION_get0_peer")]
    internal static partial nint SessionPeer(nint session);

    [LibraryImport(Library, EntryPoint = "SSL_SESSION_free")]
    internal static partial void SessionFree(nint session);

    [LibraryImport(Library, EntryPoint = "SSL_new")]
    internal static partial nint New(nint context);

    [LibraryImport(Library, EntryPoint = "SSL_free")]
    internal static partial void Free(nint ssl);

    [LibraryImport(Library, EntryPoint = "SSL_set_bio")]
    internal static partial void SetBio(nint ssl, nint read, nint write);

    [LibraryImport(Library, EntryPoint = "SSL_has_pending")]
    [SuppressGCTransition]
    internal static partial int HasPending(nint ssl);

    [LibraryImport(Library, EntryPoint = "SSL_set_accept_state")]
    internal static partial void SetAcceptState(nint ssl);

    [LibraryImport(Library, EntryPoint = "SSL_set_connect_state")]
    internal static partial void SetConnectState(nint ssl);

    [LibraryImport(Library, EntryPoint = "SSL_do_handshake")]
    internal static partial int DoHandshake(nint ssl);

    [LibraryImport(Library, EntryPoint = "SSL_read")]
    internal static partial int Read(nint ssl, byte* buffer, int length);

    [LibraryImport(Library, EntryPoint = "SSL_write")]
    internal static partial int Write(nint ssl, byte* buffer, int length);

    [LibraryImport(Library, EntryPoint = "SSL_shutdown")]
    internal static partial int Shutdown(nint ssl);

    [LibraryImport(Library, EntryPoint = "SSL_set_shutdown")]
    internal static partial void SetShutdown(nint ssl, int mode);

    [LibraryImport(Library, EntryPoint = "SSL_get_error")]
    internal static partial int GetError(nint ssl, int result);

    [LibraryImport(Library, EntryPoint = "SSL_get_verify_result")]
    internal static partial nint GetVerifyResult(nint ssl);

    [LibraryImport(Library, EntryPoint = "SSL_get0_peer_certificate")]
    internal static partial nint GetPeerCertificate(nint ssl);

    [LibraryImport(Library, EntryPoint = "SSL_get0_alpn_selected")]
    internal static partial void GetAlpn(nint ssl, byte** protocol, uint* length);

    [LibraryImport(Library, EntryPoint = "SSL_ctrl")]
    internal static partial nint Control(nint ssl, int command, nint number, void* pointer);

    [LibraryImport(Library, EntryPoint = "SSL_group_to_name")]
    internal static partial byte* GroupName(nint ssl, int group);

    [LibraryImport(Library, EntryPoint = "SSL_session_reused")]
    internal static partial int SessionReused(nint ssl);
}
