using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Tests.TestDoubles;

/// <summary>
/// A connection without a socket: the test feeds <see cref="Connection.Input"/> and reads what was sent. Behaves like the real
/// one: output moves at the end of a loop turn (<c>loop.RunOnce(0)</c>) or by <see cref="FlushNow"/>, a paused connection
/// delivers nothing, watermarks call back, OnClosed is the last callback.
/// </summary>
public sealed class MemoryConnection : Connection, IFlushTarget, ILoopWork
{
    private readonly List<byte> _sent = [];
    private readonly Queue<byte[]> _heldBack = new();
    private bool _paused;
    private bool _endHeldBack;
    private bool _flushScheduled;
    private bool _workScheduled;
    private bool _aboveHigh;
    private TlsSession? _tls;

    /// <param name="loop">Any loop; it need not run when the test uses <see cref="FlushNow"/>.</param>
    /// <param name="handler">May be replaced later, as a codec's constructor does.</param>
    /// <param name="tls">A finished session to show, or null for plaintext.</param>
    public MemoryConnection(EventLoop loop, IConnectionHandler handler, TlsSession? tls = null)
        : base(loop, handler) => _tls = tls;

    public override IpEndpoint Local { get; } = new([127, 0, 0, 1], 15001);

    public override IpEndpoint Remote { get; } = new([127, 0, 0, 1], 40000);

    public override TlsSession? Tls => _tls;

    /// <summary>How many bytes the peer still takes; what is more stays in Output. Default: all.</summary>
    public int PeerWindow { get; set; } = int.MaxValue;

    public bool IsPaused => _paused;

    /// <summary>The side under test ended its direction and everything was sent.</summary>
    public bool OutputEnded { get; private set; }

    public bool OutputEnding { get; private set; }

    public CloseReason? Closed { get; private set; }

    /// <summary>The context given to <see cref="StartTls"/>.</summary>
    public TlsContext? StartedTls { get; private set; }

    /// <summary>All bytes sent since the last call.</summary>
    public byte[] TakeSent()
    {
        var sent = _sent.ToArray();
        _sent.Clear();
        return sent;
    }

    /// <summary>Forgets what was sent, without allocating; returns the number of bytes.</summary>
    public int DropSent()
    {
        var count = _sent.Count;
        _sent.Clear();
        return count;
    }

    public void Connect() => Handler.OnConnected(this);

    /// <summary>The peer sends <paramref name="bytes"/>; held back while reading is paused.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed)
            return;
        if (_paused)
        {
            _heldBack.Enqueue(bytes.ToArray());
            return;
        }
        Input.Append(bytes);
        Handler.OnData(this);
    }

    /// <summary>The peer ends its direction.</summary>
    public void FeedEnd()
    {
        _endHeldBack = true;
        if (!_paused)
            DeliverEnd();
    }

    /// <summary>The connection is lost.</summary>
    public void Fail(CloseReason reason) => Terminate(reason);

    /// <summary>The handshake that <see cref="StartTls"/> began is done.</summary>
    public void FinishTls(TlsSession session)
    {
        _tls = session;
        Handler.OnConnected(this);
    }

    public void FlushNow() => Flush();

    public override int Peek(Span<byte> destination, out bool ended)
    {
        ended = InputEnded;
        return Input.Peek(destination);
    }

    public override void StartReading() => ScheduleWork();

    public override void StartTls(TlsContext context) => StartedTls = context;

    public override void ScheduleFlush()
    {
        if (_flushScheduled || IsClosed)
            return;
        _flushScheduled = true;
        Loop.DeferFlush(this);
    }

    public override void PauseReading() => _paused = true;

    public override void ResumeReading()
    {
        if (!_paused)
            return;
        _paused = false;
        ScheduleWork();
    }

    public override void CloseOutput()
    {
        OutputEnding = true;
        ScheduleFlush();
    }

    public override void Close()
    {
        OutputEnding = true;
        IsClosing = true;
        ScheduleFlush();
    }

    public bool IsClosing { get; private set; }

    public override void Abort() => Terminate(CloseReason.Aborted);

    public void Flush()
    {
        _flushScheduled = false;
        if (IsClosed)
            return;
        _aboveHigh |= Output.Length > HighWatermark;
        while (!Output.IsEmpty && PeerWindow > 0)
        {
            var part = Output.First[..Math.Min(Output.First.Length, PeerWindow)];
            _sent.AddRange(part);
            PeerWindow -= PeerWindow == int.MaxValue ? 0 : part.Length;
            Output.Consume(part.Length);
        }
        OutputEnded |= OutputEnding && Output.IsEmpty;
        if (OutputEnded && (IsClosing || (InputEnded && Input.IsEmpty)))
            Terminate(CloseReason.Graceful);
        else if (_aboveHigh && Output.Length <= LowWatermark && !OutputEnding)
            RaiseWritable();
    }

    public void Run()
    {
        _workScheduled = false;
        while (!_paused && _heldBack.TryDequeue(out var bytes))
            Input.Append(bytes);
        if (!_paused && !IsClosed && !Input.IsEmpty)
            Handler.OnData(this);
        if (!_paused && _endHeldBack)
            DeliverEnd();
    }

    private void RaiseWritable()
    {
        _aboveHigh = false;
        Handler.OnWritable(this);
    }

    private void ScheduleWork()
    {
        if (_workScheduled)
            return;
        _workScheduled = true;
        Loop.Defer(this);
    }

    private void DeliverEnd()
    {
        if (IsClosed || InputEnded)
            return;
        InputEnded = true;
        Handler.OnEndOfInput(this);
        if (OutputEnded && !IsClosed)
            Terminate(CloseReason.Graceful);
    }

    private void Terminate(CloseReason reason)
    {
        if (IsClosed)
            return;
        IsClosed = true;
        Closed = reason;
        Handler.OnClosed(this, reason);
        Input.Clear();
        Output.Clear();
    }
}
