using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http1;

/// <content>What the connection does with its stream.</content>
internal sealed partial class Http1Stream
{
    private enum TunnelState : byte
    {
        None,
        Asked,
        Refused,
    }

    /// <summary>Client: whether the exchange is a refused tunnel, so that nothing was left unsent.</summary>
    internal bool IsRefusedTunnel => _tunnel == TunnelState.Refused;

    /// <summary>Begins an exchange.</summary>
    internal void Begin(HttpVersion version, IHttpStreamHandler? handler)
    {
        _version = version;
        Handler = handler;
        Sending = SendPhase.Head;
        _encoder = default;
        SentNothing = true;
        WasReset = HasFailed = _heldEnd = false;
        _tunnel = TunnelState.None;
        IsLive = true;
    }

    /// <summary>Ends the exchange in good order and gives its memory back.</summary>
    internal void Finish()
    {
        IsLive = false;
        Handler = null;
        _held?.Clear();
        Head.Dispose();
        Receiver.Release();
    }

    /// <summary>Tells the handler that the exchange broke.</summary>
    internal void Break(StreamError error)
    {
        if (!IsLive)
            return;
        IsLive = false;
        Handler!.OnReset(this, error);
    }

    /// <summary>Client: a tunnel was asked for. RFC 9110 §9.3.6 forbids to send into it before it is open.</summary>
    internal void AskForTunnel()
    {
        _held ??= new ByteQueue(_connection.Connection.Loop.Buffers);
        _tunnel = TunnelState.Asked;
    }

    /// <summary>The tunnel is open: sends what was kept.</summary>
    internal void OpenTunnel()
    {
        var wasFull = SendCapacity <= 0;
        _tunnel = TunnelState.None;
        _held!.MoveAllTo(_connection.Connection.Output);
        _connection.Flush();
        if (!IsLive)
            return;
        if (_heldEnd)
            EndSending();
        else if (wasFull && SendCapacity > 0)
            DeliverWritable();
    }

    /// <summary>The tunnel does not open: what was and will be sent into it is dropped.</summary>
    internal void RefuseTunnel()
    {
        _tunnel = TunnelState.Refused;
        _held!.Clear();
        if (_heldEnd)
            Sending = SendPhase.Ended;
    }

    internal void DeliverHead(bool endStream) => ((IHttpStreamHandler)Handler!).OnHeaders(this, Head, endStream);

    internal void Deliver(ReadOnlySpan<byte> data, bool endStream)
    {
        if (IsLive)
            Handler!.OnData(this, data, endStream);
    }

    internal void DeliverTrailers(HeaderBlock trailers)
    {
        if (!IsLive)
            return;
        if (trailers.Count == 0)
            Handler!.OnData(this, default, endStream: true);
        else
            ((IHttpStreamHandler)Handler!).OnTrailers(this, trailers);
    }

    internal void DeliverWritable()
    {
        if (CanSend && Sending == SendPhase.Body)
            Handler!.OnWritable(this);
    }
}
