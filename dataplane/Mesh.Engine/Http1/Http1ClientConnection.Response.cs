using Mesh.Engine.Streams;

namespace Mesh.Engine.Http1;

/// <content>Inside an exchange: the response's heads and body.</content>
public sealed partial class Http1ClientConnection
{
    private const int MaxInterimResponses = 64;

    private bool StepResponse()
    {
        var input = Connection.Input;
        if (input.IsEmpty)
            return Connection.InputEnded && Break(StreamError.ConnectionLost);
        _responseStarted = true;
        if (Stream.SentNothing)
            return Refuse(MessageError.Unsolicited);
        if (input.First[0] != 'H')
            return Refuse(MessageError.StatusLine);
        var limits = Options.Limits;
        if (_reader.TryRead(input, in limits, out var bytes, out var error))
            return ReadHead(bytes, in limits);
        if (error != MessageError.None)
            return Refuse(error);
        return Connection.InputEnded && Refuse(MessageError.Incomplete, StreamError.ConnectionLost);
    }

    private bool ReadHead(ReadOnlySpan<byte> bytes, in HeadLimits limits)
    {
        Stream.Head.Clear();
        var error = ResponseHeadParser.Parse(bytes, in limits, _request.Kind, _request.Protocol, Stream.Head, out var framing);
        if (error != MessageError.None)
            return Refuse(error);
        Connection.Input.Consume(bytes.Length);
        _reader = new HeadReader(trailers: false);
        if (Stream.Head.Status < 200)
        {
            if (++_interims > MaxInterimResponses)
                return Refuse(MessageError.TooManyInterims, StreamError.TooMuch);
            Stream.DeliverHead(endStream: false);
            return true;
        }
        _phase = Phase.Body;
        _request.Persistent &= framing.Persistent;
        Stream.Receiver.Begin(in framing);
        Stream.DeliverHead(endStream: framing.Kind == BodyKind.None);
        if (!Connection.IsClosed)
            EndTunnelRequest(in framing);
        return true;
    }

    private void EndTunnelRequest(in MessageFraming framing)
    {
        if (_request.Kind is not (RequestKind.Connect or RequestKind.Upgrade))
            return;
        if (framing.Kind == BodyKind.Tunnel)
            Stream.OpenTunnel();
        else
            Stream.RefuseTunnel();
    }

    private bool StepBody(out bool needsInput)
    {
        needsInput = false;
        if (IsComplete)
            return Finish();
        // The response came before the request was complete: what is left of it is sent, but not relied upon.
        if (Stream.Receiver.Ended)
        {
            _request.Persistent &= Stream.IsRefusedTunnel;
            needsInput = true;
            return Connection.InputEnded && Stream.SentKind != BodyKind.Tunnel && Break(StreamError.ConnectionLost);
        }
        switch (Stream.Receiver.Step(Connection, Stream))
        {
            case BodyStep.Progress:
                return true;
            case BodyStep.Blocked:
                return false;
            case BodyStep.Failed:
                return Refuse(Stream.Receiver.Error);
        }
        needsInput = true;
        return Connection.InputEnded && EndBody();
    }
}
