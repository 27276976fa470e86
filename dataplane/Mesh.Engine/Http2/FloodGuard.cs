namespace Mesh.Engine.Http2;

/// <summary>Budgets of one connection against peers that make work without use, RFC 9113 §10.5.</summary>
internal sealed class FloodGuard
{
    // A peer that announces credit for each small frame, on the stream and on the connection, is clumsy but not hostile.
    private const int RefundPerSentFrame = 4;

    // Nine bytes of header and a system call for less than that are a bad bargain.
    private const int TinyFrame = 256;

    private Budget _resets;
    private Budget _control;
    private Budget _windowUpdates;
    private Budget _tinyFrames;

    internal FloodGuard(Http2Options options, long nowMilliseconds)
    {
        _resets = new Budget(options.ResetBudget, nowMilliseconds);
        _control = new Budget(options.ControlBudget, nowMilliseconds);
        _windowUpdates = new Budget(options.ControlBudget, nowMilliseconds);
        _tinyFrames = new Budget(options.ControlBudget, nowMilliseconds);
    }

    /// <summary>Whether the peer's windows made too many frames tiny.</summary>
    internal bool HasTinyWindows { get; private set; }

    /// <summary>A stream ended early by the peer's doing; false when it is too many.</summary>
    internal bool AllowsReset(long nowMilliseconds) => _resets.TrySpend(nowMilliseconds);

    /// <summary>A frame of no use came; false when it is too many.</summary>
    internal bool AllowsControl(long nowMilliseconds) => _control.TrySpend(nowMilliseconds);

    /// <summary>WINDOW_UPDATE came; false when it is too many.</summary>
    internal bool AllowsWindowUpdate(long nowMilliseconds) => _windowUpdates.TrySpend(nowMilliseconds);

    /// <summary>A useful frame came.</summary>
    internal void NoteUseful() => _control.Refund(1);

    /// <summary>An exchange ended in good order.</summary>
    internal void NoteCompleted() => _resets.Refund(1);

    /// <summary>DATA was sent.</summary>
    /// <param name="count">Bytes in the frame.</param>
    /// <param name="isCut">Whether the peer's window allowed no more of what there was.</param>
    /// <param name="nowMilliseconds">The loop's time.</param>
    internal void NoteDataSent(int count, bool isCut, long nowMilliseconds)
    {
        if (isCut && count < TinyFrame)
            HasTinyWindows |= !_tinyFrames.TrySpend(nowMilliseconds);
        else
            _tinyFrames.Refund(1);
        _windowUpdates.Refund(RefundPerSentFrame);
        // The receiver of much data may measure the way with PING.
        _control.Refund(1);
    }
}
