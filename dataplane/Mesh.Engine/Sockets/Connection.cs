using Mesh.Engine.Buffers;
using Mesh.Engine.Loops;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Sockets;

/// <summary>
/// A byte stream over TCP, with or without TLS, that belongs to one event loop. All members are used on that loop only.
/// Writers append to <see cref="Output"/> and call <see cref="ScheduleFlush"/>: what was written during one loop turn
/// goes out together at its end.
/// </summary>
public abstract class Connection
{
    /// <summary>Above this many bytes in <see cref="Output"/> writers should stop. 64 KiB.</summary>
    public const int HighWatermark = 64 * 1024;

    /// <summary>At or below this many bytes writers are called back. 16 KiB.</summary>
    public const int LowWatermark = 16 * 1024;

    /// <summary>At this many unconsumed bytes in <see cref="Input"/> the connection stops reading by itself. 128 KiB.</summary>
    public const int InputLimit = 128 * 1024;

    /// <summary>How long <see cref="Close"/> goes on sending. 5 s.</summary>
    public const int CloseTimeoutMilliseconds = 5000;

    /// <summary>Creates the common part.</summary>
    protected Connection(EventLoop loop, IConnectionHandler handler)
    {
        Loop = loop;
        Handler = handler;
        Input = new ByteQueue(loop.Buffers);
        Output = new ByteQueue(loop.Buffers);
    }

    /// <summary>The loop that owns the connection.</summary>
    public EventLoop Loop { get; }

    /// <summary>Who receives the events; may be replaced at any time (protocol detection does).</summary>
    public IConnectionHandler Handler { get; set; }

    /// <summary>Received bytes that the handler has not consumed.</summary>
    public ByteQueue Input { get; }

    /// <summary>Bytes to send.</summary>
    public ByteQueue Output { get; }

    /// <summary>Bytes to send that the kernel has not taken: <see cref="Output"/> and, with TLS, what was made of it.</summary>
    public virtual int Unsent => Output.Length;

    /// <summary>This side's address.</summary>
    public abstract IpEndpoint Local { get; }

    /// <summary>The peer's address.</summary>
    public abstract IpEndpoint Remote { get; }

    /// <summary>
    /// Accepted connections of a listener with <see cref="TcpListenerOptions.ReadOriginalDestination"/>: the address that the
    /// peer dialled before a REDIRECT rule changed it. Else, and when nothing redirected it, the same as <see cref="Local"/>.
    /// </summary>
    public virtual IpEndpoint OriginalDestination => Local;

    /// <summary>The TLS session; null for plaintext.</summary>
    public abstract TlsSession? Tls { get; }

    /// <summary>The connections of <paramref name="loop"/> that are open or still closing: a walk over all its sockets, for what is rare. On the loop.</summary>
    public static Connection[] AllOf(EventLoop loop) => [.. loop.Sources.OfType<Connection>()];

    /// <summary>Whether <see cref="IConnectionHandler.OnClosed"/> has been or is being raised.</summary>
    public bool IsClosed { get; protected set; }

    /// <summary>Whether the peer's end of stream was seen.</summary>
    public bool InputEnded { get; protected set; }

    /// <summary>Received bytes that wait elsewhere on this connection's behalf, in bytes; whoever holds them says so.</summary>
    public int HeldBytes { get; set; }

    /// <summary>A text for logs about why the connection ended; null when there is nothing to say.</summary>
    public string? CloseDetail { get; protected set; }

    /// <summary>
    /// Copies the next bytes without removing them; returns how many. On a connection that is peeking
    /// (<see cref="TcpListenerOptions.PeekFirst"/>) they stay in the kernel, so that <see cref="StartTls"/> is still possible.
    /// </summary>
    /// <param name="destination">Receives the bytes; a longer one may show more.</param>
    /// <param name="ended">Whether the peer ended its direction, so that no more will come.</param>
    public abstract int Peek(Span<byte> destination, out bool ended);

    /// <summary>Ends peeking: what was seen arrives by <see cref="IConnectionHandler.OnData"/> later in this turn. Does nothing when not peeking.</summary>
    public abstract void StartReading();

    /// <summary>
    /// Ends peeking and starts the TLS handshake. <see cref="IConnectionHandler.OnConnected"/> is raised (again) when it is done.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection has TLS already, or bytes were read from or written to it.</exception>
    public abstract void StartTls(TlsContext context);

    /// <summary>Sends <see cref="Output"/> at the end of this loop turn.</summary>
    public abstract void ScheduleFlush();

    /// <summary>
    /// Stops reading; the kernel's buffer then pushes back on the peer. The peer's end is not reported either until reading goes on.
    /// Reading also stops by itself while <see cref="Input"/> holds <see cref="InputLimit"/> bytes or more.
    /// </summary>
    public abstract void PauseReading();

    /// <summary>Reads again; data that was held back arrives by <see cref="IConnectionHandler.OnData"/> later in this or the next turn, never inside this call.</summary>
    public abstract void ResumeReading();

    /// <summary>Ends the sending direction (close_notify, FIN) once <see cref="Output"/> is sent; receiving stays open.</summary>
    public abstract void CloseOutput();

    /// <summary>
    /// Closes in good order once <see cref="Output"/> is sent, without waiting for the peer's end. No callback but
    /// <see cref="IConnectionHandler.OnClosed"/> follows, at the end of this turn or later. When the peer does not take
    /// <see cref="Output"/> within <see cref="CloseTimeoutMilliseconds"/>, the connection is reset.
    /// </summary>
    public abstract void Close();

    /// <summary>Drops everything and resets the connection now. <see cref="IConnectionHandler.OnClosed"/> is raised before this returns.</summary>
    public abstract void Abort();
}
