using Mesh.Engine.Streams;

namespace Mesh.Engine.Http1;

/// <content>Inside an exchange: the request's body, a tunnel's bytes.</content>
public sealed partial class Http1ServerConnection
{
    private bool StepExchange(out bool needsInput)
    {
        needsInput = false;
        if (Stream.HasFailed)
        {
            BreakExchange(StreamError.Protocol, MessageError.Inexpressible);
            return true;
        }
        if (IsRefusedTunnel)
        {
            Stream.Receiver.End();
            Stream.Deliver(default, endStream: true);
            return true;
        }
        if (Stream.IsOver)
        {
            Finish();
            return true;
        }
        if (Stream.WasReset && !MayDrain())
            return true;
        return IsHeld ? false : StepBody(out needsInput);
    }

    // What follows a CONNECT or upgrade is the tunnel's if it opens, and the next request if not.
    private bool IsHeld => Stream.Receiver.Kind == BodyKind.Tunnel && Stream.Sending == SendPhase.Head;

    // Its request has no body after all.
    private bool IsRefusedTunnel => Stream.Receiver.Kind == BodyKind.Tunnel && !Stream.Receiver.Ended
        && Stream.Sending != SendPhase.Head && Stream.SentKind != BodyKind.Tunnel;

    private bool StepBody(out bool needsInput)
    {
        needsInput = false;
        switch (Stream.Receiver.Step(Connection, Stream))
        {
            case BodyStep.Progress:
                if (!Stream.Receiver.InTrailers && Stream.IsLive)
                    ClearDeadline();
                return true;
            case BodyStep.Blocked:
                return false;
            case BodyStep.Failed:
                BreakExchange(StreamError.Protocol, Stream.Receiver.Error);
                return true;
        }
        needsInput = true;
        if (Connection.InputEnded)
            return EndBody();
        if (Stream.Receiver.InTrailers)
            SetDeadline(Options.HeaderTimeout);
        return false;
    }

    private bool EndBody()
    {
        Stream.Receiver.End();
        if (Stream.Receiver.Kind == BodyKind.Tunnel)
        {
            Stream.Deliver(default, endStream: true);
            return true;
        }
        if (Stream.IsLive)
            BreakExchange(StreamError.ConnectionLost, MessageError.Incomplete);
        else
            CloseNow();
        return true;
    }
}
