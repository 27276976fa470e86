using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <content>What the handler sends.</content>
internal sealed partial class Http1Stream
{
    /// <inheritdoc/>
    public override void SendHeaders(HeaderBlock head, bool endStream)
    {
        if (!IsLive || Sending != SendPhase.Head)
            return;
        switch (_connection.SendHead(head, endStream, out var framing))
        {
            case HeadSent.Refused:
                Fail();
                return;
            case HeadSent.Final:
                _encoder = new BodyEncoder(in framing);
                SentNothing = false;
                Sending = SendPhase.Body;
                break;
        }
        _connection.Flush();
        if (endStream)
            EndSending();
    }

    /// <inheritdoc/>
    public override void SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (!CanSend)
            return;
        if (_tunnel != TunnelState.None)
        {
            Hold(data, endStream);
            return;
        }
        if (Sending == SendPhase.Head || !_encoder.TryEncode(data, endStream, _connection.Connection.Output))
        {
            Fail();
            return;
        }
        _connection.Flush();
        if (endStream)
            EndSending();
    }

    /// <inheritdoc/>
    public override void SendTrailers(HeaderBlock trailers)
    {
        if (!CanSend)
            return;
        if (_tunnel != TunnelState.None)
        {
            Hold(default, endStream: true);
            return;
        }
        if (Sending == SendPhase.Head || !_encoder.TryEncodeTrailers(trailers, _connection.Connection.Output))
        {
            Fail();
            return;
        }
        _connection.Flush();
        EndSending();
    }

    private void Hold(ReadOnlySpan<byte> data, bool endStream)
    {
        if (_tunnel == TunnelState.Asked)
        {
            _held!.Append(data);
            _heldEnd |= endStream;
        }
        else if (endStream)
        {
            Sending = SendPhase.Ended;
            _connection.ScheduleAdvance();
        }
    }

    private void EndSending()
    {
        Sending = SendPhase.Ended;
        if (SentKind is BodyKind.Tunnel or BodyKind.UntilClose)
            _connection.Connection.CloseOutput();
        _connection.ScheduleAdvance();
    }

    private void Fail()
    {
        HasFailed = true;
        Sending = SendPhase.Ended;
        _connection.ScheduleAdvance();
    }
}
