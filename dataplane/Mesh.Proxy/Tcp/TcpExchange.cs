using Mesh.Engine.Relays;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Telemetry;

namespace Mesh.Proxy.Tcp;

/// <summary>
/// One TCP connection: a downstream stream, an upstream one that is opened for it, and the relay between them. It may open
/// its upstream before it is known whether it will be used (<see cref="Open"/> without <see cref="Join"/>).
/// </summary>
internal sealed class TcpExchange(ProxyLoop loop, ITcpUpstream upstreams, TimeSpan idleTimeout) : IOpenConnection
{
    private ByteStream? _downstream;
    private ByteStream? _upstream;
    private StreamRelay? _relay;
    private (long Sent, long Received) _reported;
    private bool _opening;
    private bool _isOver;

    /// <summary>The server sent first: with an upstream that was opened ahead, this decides for TCP. The owner calls <see cref="Join"/>.</summary>
    internal Action? ServerSpokeFirst { get; set; }

    /// <summary>No upstream could be had, before <see cref="Join"/>.</summary>
    internal Action<ResponseFlag>? OpenFailed { get; set; }

    /// <summary>Attempts to open an upstream.</summary>
    internal int Attempts { get; private set; }

    /// <summary>Opens the upstream.</summary>
    internal void Open()
    {
        if (_isOver || _opening || _upstream is not null)
            return;
        _opening = true;
        Attempts++;
        if (!upstreams.TryOpen(this))
            Fail(ResponseFlag.NoEndpoint);
    }

    /// <summary>Connects <paramref name="downstream"/> as soon as the upstream is there; its data waits until then.</summary>
    internal void Join(ByteStream downstream)
    {
        _downstream = downstream;
        if (_upstream is not null)
            StartRelay();
        else
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
    internal void Abort()
    {
        if (_relay is not null)
            _relay.Abort(StreamError.Cancelled);
        else
            Fail(ResponseFlag.DownstreamClosed);
    }

    /// <summary>The upstream is there. Its data may come from now on.</summary>
    internal void OnUpstreamOpened(ByteStream upstream)
    {
        _opening = false;
        if (_isOver)
        {
            upstream.Reset(StreamError.Cancelled);
            return;
        }
        _upstream = upstream;
        upstreams.OnOpened(this);
        if (_downstream is not null)
        {
            StartRelay();
            return;
        }
        upstream.Handler = new WaitingUpstream(this);
        (upstream as ConnectionStream)?.Start();
    }

    /// <summary>The upstream could not be opened.</summary>
    internal void OnUpstreamFailed(StreamError error)
    {
        _opening = false;
        if (_isOver)
            return;
        if (upstreams.ShouldRetry(this, error))
            Open();
        else
            Fail(new AttemptFailure(error, false, false, null).Flag);
    }

    /// <inheritdoc/>
    public void Report(TopRecorder top)
    {
        var bytes = TakeNewBytes();
        top.Record(upstreams.Key, row => row.AddOpenConnection(bytes));
    }

    private (long Sent, long Received) TakeNewBytes()
    {
        var (sent, received) = (_relay!.BytesFromA, _relay.BytesFromB);
        var news = (sent - _reported.Sent, received - _reported.Received);
        _reported = (sent, received);
        return news;
    }

    private void StartRelay()
    {
        _relay = new StreamRelay(loop.Events, _downstream!, _upstream!, idleTimeout, OnRelayDone);
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
            loop.State.Top.Record(upstreams.Key, row => row.AddEndedConnection(relay.Error is null, TakeNewBytes()));
        upstreams.OnFinished(this, relay.BytesFromA, relay.BytesFromB, relay.Error switch
        {
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
        _upstream?.Reset(StreamError.Cancelled);
        if (_downstream is null)
        {
            OpenFailed?.Invoke(flag);
            return;
        }
        _downstream.Reset(StreamError.Refused);
        upstreams.OnFinished(this, 0, 0, flag);
    }

    // The upstream was opened ahead: the first byte or end from it is the verdict, then it is the relay's.
    private sealed class WaitingUpstream(TcpExchange exchange) : Engine.Http.IHttpStreamHandler
    {
        public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            exchange.ServerSpokeFirst?.Invoke();
            if (exchange._relay is { } relay)
                relay.OnData(stream, data, endStream);
            else
                stream.Reset(StreamError.Cancelled);
        }

        public void OnWritable(ByteStream stream)
        {
        }

        public void OnReset(ByteStream stream, StreamError error)
        {
            exchange._upstream = null;
            exchange.Fail(ResponseFlag.UpstreamReset);
        }

        public void OnHeaders(Engine.Http.HttpStream stream, Engine.Http.HeaderBlock head, bool endStream)
        {
        }

        public void OnTrailers(Engine.Http.HttpStream stream, Engine.Http.HeaderBlock trailers) => OnData(stream, default, endStream: true);
    }
}
