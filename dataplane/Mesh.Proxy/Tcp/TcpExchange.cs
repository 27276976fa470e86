using Mesh.Engine.Relays;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Telemetry;

namespace Mesh.Proxy.Tcp;

/// <summary>
/// One TCP connection: a downstream stream, an upstream one that is opened for it, and the relay between them. It may open
/// its upstream before it is known whether it will be used (<see cref="OpenAhead"/>).
/// </summary>
internal sealed partial class TcpExchange(ProxyLoop loop, ITcpUpstream upstreams, TimeSpan? idleTimeout = null) : IOpenConnection
{
    private ByteStream? _downstream;
    private ByteStream? _upstream;
    private StreamRelay? _relay;
    private IAheadOwner? _owner;
    private TcpTally _tally;
    private bool _opening;
    private bool _isOver;
    private ResponseFlag _abandoned;

    /// <summary>Connects <paramref name="downstream"/> as soon as the upstream is there; its data waits until then.</summary>
    internal void Join(ByteStream downstream)
    {
        _downstream = downstream;
        if (_upstream is not null)
        {
            StartRelay();
            return;
        }
        downstream.Handler = new WaitingDownstream(this);
        Open();
    }

    /// <summary>Ends everything without a word to the upstream's owner: the connection turned out to be something else.</summary>
    internal void Discard()
    {
        if (_isOver)
            return;
        _isOver = true;
        if (_opening)
            upstreams.Cancel(this);
        _upstream?.Reset(StreamError.Cancelled);
    }

    /// <summary>Resets both sides.</summary>
    internal void Abandon(ResponseFlag flag)
    {
        if (_isOver)
            return;
        _abandoned = flag;
        if (_relay is not null)
        {
            _relay.Abort(StreamError.Cancelled);
            return;
        }
        Discard();
        upstreams.OnFailed(this, flag);
        _downstream?.Reset(StreamError.Cancelled);
    }

    /// <summary>The downstream broke before the upstream was there.</summary>
    internal void OnDownstreamLost()
    {
        if (_isOver)
            return;
        Discard();
        upstreams.OnFailed(this, ResponseFlag.DownstreamClosed);
    }

    /// <inheritdoc/>
    public void Report(TopRecorder top) => _tally.ReportOpen(top, upstreams.Key, _relay!);

    private void StartRelay()
    {
        _relay = new StreamRelay(loop.Events, _downstream!, _upstream!, idleTimeout ?? loop.State.Options.Tcp.IdleTimeout, OnRelayDone);
        loop.TcpConnections.Add(this);
        upstreams.OnJoined(this);
        (_downstream as ConnectionStream)?.Start();
        (_upstream as ConnectionStream)?.Start();
    }

    private void OnRelayDone(StreamRelay relay)
    {
        _isOver = true;
        loop.TcpConnections.Remove(this);
        if (loop.State.Top.IsActive)
            _tally.ReportEnded(loop.State.Top, upstreams.Key, relay);
        upstreams.OnFinished(this, relay.BytesFromA, relay.BytesFromB, relay.Error switch
        {
            _ when _abandoned != ResponseFlag.None => _abandoned,
            null => ResponseFlag.None,
            StreamError.Timeout => ResponseFlag.Timeout,
            StreamError.Cancelled => ResponseFlag.DownstreamClosed,
            _ => ResponseFlag.UpstreamReset,
        });
    }

    private void Fail(ResponseFlag flag)
    {
        if (_isOver)
            return;
        _isOver = true;
        _opening = false;
        upstreams.OnFailed(this, flag);
        if (_downstream is null)
            _owner!.OnAheadFailed();
        else
            _downstream.Reset(StreamError.Refused);
    }
}
