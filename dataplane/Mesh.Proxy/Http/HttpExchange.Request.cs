using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using Mesh.Tunnel.Heads;

namespace Mesh.Proxy.Http;

/// <content>The request's way: from the caller, through what is kept for further attempts, to the upstream.</content>
internal abstract partial class HttpExchange
{
    private readonly RequestReplay _replay;
    private HeaderBlock? _requestTrailers;
    private int _requestDebt;
    private bool _requestEnded;

    /// <inheritdoc/>
    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (!IsCurrent(stream))
            return;
        _requestEnded |= endStream;
        _outcome.RequestBytes += data.Length;
        _requestDebt += data.Length;
        _replay.Append(data, mustKeep: _attempt.Stream is null);
        if (_attempt.Stream is not { } upstream)
            return;
        upstream.SendData(data, endStream);
        if (endStream && _responseEnded)
            Complete();
        else
            SettleRequest();
    }

    /// <inheritdoc/>
    public void OnTrailers(HttpStream stream, HeaderBlock trailers)
    {
        if (!IsCurrent(stream))
            return;
        TunnelHead.StripTrailers(trailers);
        _requestEnded = true;
        _requestTrailers = trailers;
        _attempt.Stream?.SendTrailers(trailers);
    }

    /// <summary>The attempt has its stream: the head and what is there of the body are sent.</summary>
    internal void OnAttemptOpened(HttpStream upstream)
    {
        PrepareHead(upstream);
        var body = _replay.Bytes;
        var endsHere = _requestEnded && _requestTrailers is null;
        upstream.SendHeaders(Request, endsHere && body.IsEmpty);
        if (!body.IsEmpty)
        {
            upstream.SendData(body, endsHere);
            _replay.OnSent();
        }
        if (_requestTrailers is { } trailers)
            upstream.SendTrailers(trailers);
        SettleRequest();
    }

    /// <summary>The upstream stream takes data again.</summary>
    internal void OnUpstreamWritable() => SettleRequest();

    /// <summary>Changes <see cref="Request"/> for the chosen upstream.</summary>
    protected abstract void PrepareHead(HttpStream upstream);

    private void RestRequest()
    {
        _replay.Reset();
        _requestTrailers = null;
        _requestDebt = 0;
        _requestEnded = false;
    }

    private void SettleRequest()
    {
        if (_requestDebt == 0 || _attempt.Stream is not { SendCapacity: > 0 })
            return;
        ForgiveRequest();
    }

    private void ForgiveRequest()
    {
        var debt = _requestDebt;
        _requestDebt = 0;
        if (debt > 0)
            Downstream.Consumed(debt);
    }
}
