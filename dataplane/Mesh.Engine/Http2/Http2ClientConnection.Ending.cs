using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http2;

/// <content>How streams end that did not get their response, and who is told when there is room again.</content>
public sealed partial class Http2ClientConnection
{
    internal override void Forget(Http2Stream stream)
    {
        _unsent.Remove(stream);
        stream.Abandon();
        OnStreamGone();
        CloseIfDrained();
    }

    private protected override bool IsUnused => base.IsUnused && _unsent.Count == 0;

    private protected override void OnGoAway(int lastStreamId)
    {
        if (lastStreamId > _lastAccepted)
        {
            Fail(Http2ErrorCode.ProtocolError, "GOAWAY with a larger last stream than before"u8);
            return;
        }
        _lastAccepted = lastStreamId;
        NotePeerDrains();
        RemoveAll([.. Streams.Open.Where(stream => stream.Id > lastStreamId)], StreamError.Refused);
        BreakUnsent(StreamError.Refused);
        if (!_goAwayReceived && !IsClosing)
        {
            _goAwayReceived = true;
            _owner.OnGoAway(this);
        }
        CloseIfDrained();
    }

    private protected override void OnLimitsChanged() => OnStreamGone();

    private protected override void OnStreamGone()
    {
        _availabilityChanged = true;
        Schedule();
    }

    private protected override void RaiseDeferred()
    {
        if (!_availabilityChanged)
            return;
        _availabilityChanged = false;
        _owner.OnAvailable(this);
    }

    private protected override void BreakStreams(StreamError error)
    {
        base.BreakStreams(error);
        BreakUnsent(error);
    }

    private protected override void OnGone(CloseReason reason) => _owner.OnClosed(this, reason);

    private void BreakUnsent(StreamError error)
    {
        while (_unsent.Count > 0)
        {
            var stream = _unsent[^1];
            _unsent.RemoveAt(_unsent.Count - 1);
            stream.Break(error);
        }
    }
}
