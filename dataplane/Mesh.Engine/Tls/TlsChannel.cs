using System.Runtime.InteropServices;

using Mesh.Engine.Buffers;
using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <summary>
/// TLS over a non-blocking descriptor, which it does not own: one SSL object. It reads from the descriptor; what is to be sent, handshake and alerts
/// too, waits in <see cref="Sealed"/> for its owner to send it. Loop-owned.
/// </summary>
internal sealed unsafe partial class TlsChannel
{
    private const int MaxWrite = 1 << 30;

    private readonly TlsContext _context;
    private readonly TlsResumption? _resumption;
    private readonly bool _takesTickets;
    private readonly SocketState* _socket;
    private nint _ssl;

    /// <param name="context">Its credentials.</param>
    /// <param name="fd">A connected socket.</param>
    /// <param name="resumption">Where a client finds the peer's ticket and leaves the next one; null: nowhere.</param>
    /// <param name="buffers">For <see cref="Sealed"/>.</param>
    internal TlsChannel(TlsContext context, int fd, TlsResumption? resumption, BufferPool buffers)
    {
        Sealed = new ByteQueue(buffers);
        _resumption = resumption;
        _takesTickets = context is { IsServer: false, Options.AllowResumption: true };
        context.AddReference();
        _context = context;
        _socket = (SocketState*)NativeMemory.AllocZeroed((nuint)sizeof(SocketState));
        _socket->Descriptor = fd;
        LibCrypto.ClearErrors();
        _ssl = LibSsl.New(context.Native);
        var bio = _ssl == 0 ? 0 : SocketBio.Create(_socket);
        if (bio == 0)
        {
            LibSsl.Free(_ssl);
            NativeMemory.Free(_socket);
            context.Release();
            throw new InsufficientMemoryException($"OpenSSL cannot create a connection: {TlsErrorText.TakeQueue()}");
        }
        LibSsl.SetBio(_ssl, bio, bio);
        if (context.IsServer)
            LibSsl.SetAcceptState(_ssl);
        else
            LibSsl.SetConnectState(_ssl);
        if (_takesTickets)
            OfferTicket();
    }

    /// <summary>Why the last step did not return <see cref="IoStatus.Done"/> or a want; null when there is nothing to say.</summary>
    internal string? Error { get; private set; }

    /// <summary>Records to send.</summary>
    internal ByteQueue Sealed { get; }

    internal int HandshakeTimeoutMilliseconds => _context.Options.HandshakeTimeoutMilliseconds;

    /// <summary>Whether a read could find more than those since <see cref="NoteReadable"/> took: in OpenSSL's buffers, or in the socket.</summary>
    internal bool MayHaveMore => !_socket->IsDrained || LibSsl.HasPending(_ssl) != 0;

    /// <summary>The socket may have got more since it was read last.</summary>
    internal void NoteReadable() => _socket->IsDrained = false;

    internal IoStatus Handshake()
    {
        Begin();
        var result = LibSsl.DoHandshake(_ssl);
        return result == 1 ? IoStatus.Done : Classify(result);
    }

    internal IoStatus Read(Span<byte> destination, out int count)
    {
        Begin();
        fixed (byte* start = destination)
            count = LibSsl.Read(_ssl, start, destination.Length);
        if (_takesTickets)
            KeepTicket();
        if (count > 0)
            return IoStatus.Done;
        var status = Classify(count);
        count = 0;
        return status;
    }

    /// <summary>Seals one record at most. After a want the same bytes must come again, possibly with more behind them.</summary>
    internal IoStatus Write(ReadOnlySpan<byte> source, out int count)
    {
        Begin();
        fixed (byte* start = source)
            count = LibSsl.Write(_ssl, start, Math.Min(source.Length, MaxWrite));
        if (count > 0)
            return IoStatus.Done;
        var status = Classify(count);
        count = 0;
        return status;
    }

    /// <summary>Seals close_notify. Reading stays possible.</summary>
    internal IoStatus Shutdown()
    {
        Begin();
        var result = LibSsl.Shutdown(_ssl);
        return result >= 0 ? IoStatus.Done : Classify(result);
    }

    internal void Free()
    {
        Sealed.Clear();
        if (_ssl == 0)
            return;
        // Else OpenSSL takes a lost connection for a bad session. Its ticket is as good as before: the peer proves itself in the next handshake.
        if (_takesTickets)
            LibSsl.SetShutdown(_ssl, LibSsl.ShutdownBothWays);
        LibSsl.Free(_ssl);
        NativeMemory.Free(_socket);
        _ssl = 0;
        _context.Release();
    }

    private void Begin()
    {
        SocketBio.WriteTo(Sealed);
        LibCrypto.ClearErrors();
        _socket->Error = 0;
    }

    private IoStatus Classify(int result)
    {
        switch (LibSsl.GetError(_ssl, result))
        {
            case LibSsl.ErrorWantRead:
                return IoStatus.WantRead;
            case LibSsl.ErrorWantWrite:
                return IoStatus.WantWrite;
            case LibSsl.ErrorZeroReturn:
                return IoStatus.EndOfStream;
            case LibSsl.ErrorSyscall:
                return ClassifySystemError(_socket->Error);
            default:
                return ClassifyTlsError();
        }
    }

    private IoStatus ClassifySystemError(int errno)
    {
        LibCrypto.ClearErrors();
        if (errno == 0)
            return IoStatus.Truncated;
        Error = Errno.Text(errno);
        return Errno.IsReset(errno) ? IoStatus.Reset : IoStatus.Failed;
    }

    private IoStatus ClassifyTlsError()
    {
        if (TlsErrorText.Reason == TlsErrorText.UnexpectedEof)
        {
            LibCrypto.ClearErrors();
            return IoStatus.Truncated;
        }
        Error = TlsErrorText.Explain(_ssl);
        return IoStatus.Failed;
    }
}
