using Mesh.Engine.Sockets;

namespace Mesh.Engine.Streams;

/// <summary>
/// A whole connection as one <see cref="ByteStream"/>, with half-close both ways. After both directions have ended, nobody watches over
/// what is still to be sent: when the peer takes none of it for <see cref="StallMilliseconds"/>, the connection is reset.
/// </summary>
public sealed partial class ConnectionStream : ByteStream, IConnectionHandler
{
    /// <summary>Bytes that may be with the receiver, unconsumed, before the connection is no longer read. 64 KiB.</summary>
    public const int ReceiveWindow = 64 * 1024;

    private int _unconsumed;
    private bool _started;
    private bool _inputDelivered;
    private bool _outputEnded;
    private bool _isOver;

    /// <summary>Takes over <paramref name="connection"/>. Nothing is delivered before <see cref="Start"/>.</summary>
    public ConnectionStream(Connection connection)
    {
        Connection = connection;
        connection.Handler = this;
    }

    /// <summary>The connection.</summary>
    public Connection Connection { get; }

    /// <inheritdoc/>
    // One more than the watermark: the connection calls back only after more than that was queued.
    public override int SendCapacity => Connection.HighWatermark + 1 - Connection.Output.Length;

    /// <inheritdoc/>
    public override bool CanSend => !_outputEnded && !_isOver;

    /// <summary>Begins to deliver what was and will be received; <see cref="ByteStream.Handler"/> must be set.</summary>
    public void Start()
    {
        _started = true;
        if (!_isOver)
            Connection.ResumeReading();
        Deliver();
    }

    /// <inheritdoc/>
    public override void SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (!CanSend)
            return;
        Connection.Output.Append(data);
        if (endStream)
        {
            _outputEnded = true;
            Connection.CloseOutput();
        }
        Connection.ScheduleFlush();
        WatchTheRest();
    }

    /// <inheritdoc/>
    public override void Consumed(int count)
    {
        var wasFull = _unconsumed >= ReceiveWindow;
        _unconsumed -= count;
        Connection.HeldBytes = _unconsumed;
        if (wasFull && _unconsumed < ReceiveWindow && !_isOver)
            Connection.ResumeReading();
    }

    /// <inheritdoc/>
    public override void Reset(StreamError error)
    {
        if (_isOver)
            return;
        _isOver = true;
        StopWatching();
        Connection.Abort();
    }

    void IConnectionHandler.OnConnected(Connection connection)
    {
    }

    void IConnectionHandler.OnData(Connection connection) => Deliver();

    void IConnectionHandler.OnEndOfInput(Connection connection) => Deliver();

    void IConnectionHandler.OnWritable(Connection connection)
    {
        if (!_isOver)
            Handler?.OnWritable(this);
    }

    void IConnectionHandler.OnClosed(Connection connection, CloseReason reason)
    {
        if (_isOver)
            return;
        StopWatching();
        Deliver();
        if (_isOver)
            return;
        _isOver = true;
        if (reason != CloseReason.Graceful || !_inputDelivered || !_outputEnded)
            Handler?.OnReset(this, ToStreamError(reason));
    }

    private static StreamError ToStreamError(CloseReason reason) => reason switch
    {
        CloseReason.ConnectFailed => StreamError.ConnectFailed,
        CloseReason.ConnectTimeout => StreamError.ConnectTimeout,
        CloseReason.TlsFailed => StreamError.PeerRejected,
        CloseReason.Reset => StreamError.Cancelled,
        _ => StreamError.ConnectionLost,
    };

    private void Deliver()
    {
        if (!_started || _inputDelivered)
            return;
        var input = Connection.Input;
        while (!input.IsEmpty && !_isOver)
        {
            if (_unconsumed >= ReceiveWindow)
            {
                if (!Connection.IsClosed)
                    Connection.PauseReading();
                return;
            }
            var length = Math.Min(input.First.Length, ReceiveWindow - _unconsumed);
            _unconsumed += length;
            Connection.HeldBytes = _unconsumed;
            Handler!.OnData(this, input.First[..length], endStream: false);
            input.Consume(length);
        }
        if (Connection.InputEnded && !_isOver)
        {
            _inputDelivered = true;
            Handler!.OnData(this, default, endStream: true);
            WatchTheRest();
        }
    }
}
