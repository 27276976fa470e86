using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <summary>
/// The newest session ticket of one peer, for one more handshake with it (RFC 8446 §2.2); each is used once (appendix C.4). A ticket counts
/// with the context it came to only, so it is gone with that context's credentials and roots, and not when the peer's certificate no longer
/// passes. Belongs to one loop; share it between connections to the same peer.
/// </summary>
public sealed class TlsResumption
{
    private nint _session;
    private long _context;

    /// <summary>Frees the ticket.</summary>
    ~TlsResumption() => Drop();

    /// <summary>Whether there is a ticket.</summary>
    public bool HasTicket => _session != 0;

    /// <summary>Takes over a session that came with a ticket; an older one is dropped.</summary>
    internal void Keep(TlsContext context, nint session)
    {
        Drop();
        _session = session;
        _context = context.Number;
    }

    /// <summary>Gives the session away if it may be resumed in <paramref name="context"/>; 0 when there is none.</summary>
    internal nint Take(TlsContext context)
    {
        if (_session == 0)
            return 0;
        if (_context != context.Number || !SessionTrust.Holds(context.Native, _session, SessionTrust.PurposeServer))
        {
            Drop();
            return 0;
        }
        var session = _session;
        _session = 0;
        return session;
    }

    private void Drop()
    {
        if (_session != 0)
            LibSsl.SessionFree(_session);
        _session = 0;
    }
}
