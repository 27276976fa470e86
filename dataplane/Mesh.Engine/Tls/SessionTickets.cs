using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <summary>
/// Session tickets of a context. A server keeps nothing: the state is in the ticket, under a key that each context makes for itself, so that
/// no ticket outlives its context.
/// </summary>
internal static unsafe class SessionTickets
{
    // A session belongs to the context it was made in anyway; OpenSSL wants a name where clients show certificates.
    private static readonly byte[] Name = "mesh"u8.ToArray();

    [ThreadStatic]
    private static nint _arrived;

    /// <summary>No tickets are given or taken.</summary>
    internal static void Forbid(nint context)
    {
        LibSsl.ContextControl(context, LibSsl.ControlSessionCacheMode, 0, null);
        LibSsl.ContextSetOptions(context, LibSsl.OptionNoTicket);
        _ = LibSsl.ContextSetTickets(context, 0);
    }

    /// <summary>A server gives one ticket for each handshake; a client hears of those it gets by <see cref="TakeArrived"/>.</summary>
    internal static void Allow(nint context, bool server)
    {
        if (!server)
        {
            LibSsl.ContextControl(context, LibSsl.ControlSessionCacheMode, LibSsl.CacheClient | LibSsl.CacheNotInternal, null);
            LibSsl.ContextSetNewSession(context, &OnNewSession);
            return;
        }
        LibSsl.ContextControl(context, LibSsl.ControlSessionCacheMode, 0, null);
        _ = LibSsl.ContextSetTickets(context, 1);
        fixed (byte* name = Name)
            _ = LibSsl.ContextSetSessionName(context, name, (uint)Name.Length);
        _ = LibSsl.ContextSetTicketCallbacks(context, 0, &OnTicket, 0);
    }

    /// <summary>The session whose ticket arrived in the last call to OpenSSL on this thread; 0 when none did. The caller owns it.</summary>
    internal static nint TakeArrived()
    {
        var session = _arrived;
        if (session != 0)
            _arrived = 0;
        return session;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnNewSession(nint ssl, nint session)
    {
        if (_arrived != 0)
            LibSsl.SessionFree(_arrived);
        _arrived = session;
        return 1;
    }

    // A ticket that is not used leads to a full handshake, which says what is wrong.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnTicket(nint ssl, nint session, byte* keyName, nuint keyNameLength, int status, nint argument) =>
        status is LibSsl.TicketRead or LibSsl.TicketReadWithOldKey && SessionTrust.Holds(LibSsl.ContextOf(ssl), session, SessionTrust.PurposeClient)
            ? LibSsl.TicketUseAndRenew
            : LibSsl.TicketIgnore;
}
