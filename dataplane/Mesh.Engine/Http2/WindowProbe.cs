namespace Mesh.Engine.Http2;

/// <summary>
/// Finds out with a PING, sent together with an announcement of credit, what arrives before the peer knows of the announcement: the
/// connection's bandwidth times its delay, as far as the windows let it. No clock is needed for that.
/// </summary>
internal sealed class WindowProbe
{
    /// <summary>The PING's payload.</summary>
    internal const ulong Ping = 0x6D65_7368_7769_6E31;

    // A window that was large enough need not be asked about soon again.
    private const int PauseMilliseconds = 1000;

    private long _notBefore;
    private long _streamReceived;
    private long _connectionReceived;

    /// <summary>Whether the answer is still to come.</summary>
    internal bool IsOut { get; private set; }

    /// <summary>The stream whose credit was announced.</summary>
    internal int StreamId { get; private set; }

    /// <summary>Whether one may be sent.</summary>
    internal bool IsDue(long nowMilliseconds) => !IsOut && nowMilliseconds >= _notBefore;

    internal void Begin(int streamId, in ReceiveWindow stream, in ReceiveWindow connection)
    {
        IsOut = true;
        StreamId = streamId;
        _streamReceived = stream.Received;
        _connectionReceived = connection.Received;
    }

    /// <summary>Whether the stream's window held the peer up.</summary>
    internal bool ShowsStreamTooSmall(in ReceiveWindow stream) => stream.IsTooSmall(_streamReceived);

    /// <summary>Whether the connection's window held the peer up.</summary>
    internal bool ShowsConnectionTooSmall(in ReceiveWindow connection) => connection.IsTooSmall(_connectionReceived);

    /// <summary>The answer came.</summary>
    internal void End(bool grew, long nowMilliseconds)
    {
        IsOut = false;
        _notBefore = grew ? 0 : nowMilliseconds + PauseMilliseconds;
    }
}
