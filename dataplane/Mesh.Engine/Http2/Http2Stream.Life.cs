using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http2;

/// <content>From one exchange to the next.</content>
internal sealed partial class Http2Stream
{
    /// <summary>Begins an exchange. A client's stream gets its id later.</summary>
    internal void Begin(int id)
    {
        Id = id;
        IsLive = _isOpen = true;
        Handler = null;
        BeginSending();
        BeginReceiving();
    }

    /// <summary>Keeps what the request means for its response.</summary>
    internal void NoteRequest(HeaderBlock head)
    {
        IsHeadRequest = head.Method.SequenceEqual("HEAD"u8);
        IsConnect = !head.Protocol.IsEmpty || head.Method.SequenceEqual("CONNECT"u8);
        _protocol = head.Protocol.IsEmpty ? [] : head.Protocol.ToArray();
    }

    /// <summary>The stream got its place on the connection.</summary>
    internal void Open(int id, SendWindow send, ReceiveWindow receive)
    {
        Id = id;
        Window = send;
        _receiveWindow = receive;
    }

    /// <summary>The stream is no longer on the connection. The handler, if it still listens, learns of the error.</summary>
    internal void Break(StreamError error)
    {
        _isOpen = false;
        Pending.Clear();
        if (IsLive)
        {
            IsLive = false;
            _calls++;
            Handler!.OnReset(this, error);
            _calls--;
        }
        Rest();
    }

    /// <summary>The stream never got onto the connection, or its head was refused.</summary>
    internal void Abandon()
    {
        IsLive = _isOpen = false;
        Rest();
    }

    /// <summary>Ends what has come to its end: the handler's use of the stream, and the stream.</summary>
    internal void Settle()
    {
        if (!_isOpen || Receiving != StreamPhase.Ended || Sending < StreamPhase.Ending || _calls > 0)
            return;
        if (IsLive)
        {
            IsLive = false;
            Handler = null;
            ReleaseUnconsumed();
        }
        if (Sending != StreamPhase.Ended)
            return;
        _isOpen = false;
        _connection.Complete(this);
        Rest();
    }

    private void Rest()
    {
        if (_calls > 0)
            return;
        Handler = null;
        _connection.Streams.Return(this);
    }
}
