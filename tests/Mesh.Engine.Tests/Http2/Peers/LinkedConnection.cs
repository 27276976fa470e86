using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Tests.Http2.Peers;

/// <summary>Two connections of one loop joined to each other: what one sends is the other's input. Allocates nothing while it moves bytes.</summary>
internal sealed class LinkedConnection : Connection, IFlushTarget, ILoopWork
{
    private LinkedConnection _peer = null!;
    private bool _flushScheduled;
    private bool _workScheduled;
    private bool _aboveHigh;
    private bool _paused;
    private bool _outputEnding;
    private bool _closing;
    private bool _endArrived;

    private LinkedConnection(EventLoop loop)
        : base(loop, new RecordingHandler())
    {
    }

    /// <summary>Most bytes that a flush moves; the rest goes in later flushes. Default: all.</summary>
    internal int BytesPerFlush { get; set; } = int.MaxValue;

    /// <summary>Nothing moves while this is true.</summary>
    internal bool IsStalled { get; set; }

    internal long Moved { get; private set; }

    public override IpEndpoint Local { get; } = new([127, 0, 0, 1], 1);

    public override IpEndpoint Remote { get; } = new([127, 0, 0, 1], 2);

    public override TlsSession? Tls => null;

    internal static (LinkedConnection Client, LinkedConnection Server) Create(EventLoop loop)
    {
        var client = new LinkedConnection(loop);
        var server = new LinkedConnection(loop) { _peer = client };
        client._peer = server;
        return (client, server);
    }

    public override int Peek(Span<byte> destination, out bool ended)
    {
        ended = InputEnded;
        return Input.Peek(destination);
    }

    public override void StartReading()
    {
    }

    public override void StartTls(TlsContext context) => throw new NotSupportedException();

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
        _paused = false;
        ScheduleWork();
    }

    public override void CloseOutput()
    {
        _outputEnding = true;
        ScheduleFlush();
    }

    public override void Close()
    {
        _closing = _outputEnding = true;
        ScheduleFlush();
    }

    public override void Abort()
    {
        Terminate(CloseReason.Aborted);
        _peer.Terminate(CloseReason.Reset);
    }

    public void Flush()
    {
        _flushScheduled = false;
        if (IsClosed || IsStalled)
            return;
        _aboveHigh |= Output.Length > HighWatermark;
        Move();
        if (!Output.IsEmpty)
        {
            ScheduleFlush();
        }
        else if (_outputEnding)
        {
            _peer._endArrived = true;
            _peer.ScheduleWork();
        }
        if (_closing && Output.IsEmpty)
            Terminate(CloseReason.Graceful);
        else if (_aboveHigh && Output.Length <= LowWatermark)
        {
            _aboveHigh = false;
            Handler.OnWritable(this);
        }
    }

    public void Run()
    {
        _workScheduled = false;
        if (IsClosed || _paused)
            return;
        if (!Input.IsEmpty)
            Handler.OnData(this);
        if (!_endArrived || InputEnded || IsClosed)
            return;
        InputEnded = true;
        Handler.OnEndOfInput(this);
    }

    private void Move()
    {
        var left = BytesPerFlush;
        if (Output.Length <= left)
        {
            Moved += Output.Length;
            Output.MoveAllTo(_peer.Input);
        }
        else
        {
            while (left > 0)
            {
                var part = Output.First[..Math.Min(left, Output.First.Length)];
                _peer.Input.Append(part);
                Moved += part.Length;
                left -= part.Length;
                Output.Consume(part.Length);
            }
        }
        if (_peer.IsClosed)
            _peer.Input.Clear();
        else
            _peer.ScheduleWork();
    }

    private void ScheduleWork()
    {
        if (_workScheduled)
            return;
        _workScheduled = true;
        Loop.Defer(this);
    }

    private void Terminate(CloseReason reason)
    {
        if (IsClosed)
            return;
        IsClosed = true;
        Handler.OnClosed(this, reason);
        Input.Clear();
        Output.Clear();
    }
}
