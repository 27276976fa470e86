using Mesh.Engine.Streams;

namespace Mesh.Engine.Http1;

/// <content>How exchanges and the connection end.</content>
public sealed partial class Http1ServerConnection
{
    private void Finish()
    {
        var tunnel = Stream.SentKind == BodyKind.Tunnel;
        ClearDeadline();
        Stream.Finish();
        if (tunnel || !_request.Persistent)
        {
            CloseNow();
            return;
        }
        _phase = Phase.Head;
        _reader = new HeadReader(trailers: false);
        _emptyLineSkipped = false;
    }

    // After a reset: whether the rest of the request may be dropped to keep the connection. Else begins to end it.
    private bool MayDrain()
    {
        var body = Stream.Receiver;
        if (Stream.Sending != SendPhase.Ended || Stream.SentKind == BodyKind.Tunnel)
        {
            // What was sent, if anything, must not look complete.
            Connection.Abort();
            return false;
        }
        if (!_request.Persistent || body.Remaining > Options.MaxDrainBytes || body.Dropped > Options.MaxDrainBytes)
        {
            CloseNow();
            return false;
        }
        SetDeadline(Options.DrainTimeout);
        return true;
    }

    // Tells the handler, and the client if nothing was sent to it.
    private void BreakExchange(StreamError error, MessageError reason)
    {
        var unanswered = Stream.SentNothing;
        Stream.Break(error);
        if (unanswered)
        {
            Refuse(reason);
            return;
        }
        Options.Refused?.Invoke(reason);
        Connection.Abort();
    }

    private void Refuse(MessageError reason)
    {
        if (Connection.IsClosed)
            return;
        Options.Refused?.Invoke(reason);
        ErrorResponse.Write(MessageErrorText.Status(reason), MessageErrorText.Text(reason), Connection.Output);
        Flush();
        CloseNow();
    }

    private void CloseNow()
    {
        _phase = Phase.Closing;
        ClearDeadline();
        Stream.Finish();
        Connection.Close();
    }
}
