using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http1;

/// <content>How exchanges and the connection end.</content>
public sealed partial class Http1ClientConnection
{
    private bool EndBody()
    {
        if (Stream.Receiver.Kind is not (BodyKind.UntilClose or BodyKind.Tunnel))
            return Refuse(MessageError.Incomplete, StreamError.ConnectionLost);
        Stream.Receiver.End();
        Stream.Deliver(default, endStream: true);
        return true;
    }

    private bool Finish()
    {
        Stream.Finish();
        if (_request.Persistent && IsUsable)
            BecomeIdle();
        else
            CloseNow();
        return true;
    }

    // The handler gave up, or sent what cannot be sent. As long as nothing was sent the connection is as good as before.
    private bool Abandon()
    {
        if (Stream.HasFailed)
            Stream.Break(StreamError.Protocol);
        if (!Stream.SentNothing || !IsUsable)
        {
            Connection.Abort();
            return false;
        }
        Stream.Finish();
        _exchanges--;
        BecomeIdle();
        return true;
    }

    private bool Refuse(MessageError reason, StreamError error = StreamError.Protocol)
    {
        Options.Refused?.Invoke(reason);
        return Break(error);
    }

    private bool Break(StreamError error)
    {
        Stream.Break(error);
        Connection.Abort();
        return false;
    }

    private void BecomeIdle()
    {
        _phase = Phase.Idle;
        _owner.OnIdle(this);
    }

    private void CloseNow()
    {
        _phase = Phase.Closing;
        Connection.Close();
    }

    private static StreamError ErrorOf(CloseReason reason) => reason switch
    {
        CloseReason.ConnectFailed => StreamError.ConnectFailed,
        CloseReason.ConnectTimeout => StreamError.ConnectTimeout,
        CloseReason.TlsFailed => StreamError.PeerRejected,
        _ => StreamError.ConnectionLost,
    };
}
