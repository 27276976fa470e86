using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;

namespace Mesh.Proxy.Tcp;

/// <content>Opening the upstream.</content>
internal sealed partial class TcpExchange
{
    /// <summary>Attempts to open an upstream.</summary>
    internal int Attempts { get; private set; }

    /// <summary>Opens the upstream without a downstream, for which <paramref name="owner"/> stands until <see cref="Join"/>.</summary>
    internal void OpenAhead(IAheadOwner owner)
    {
        _owner = owner;
        Open();
    }

    private void Open()
    {
        if (_isOver || _opening || _upstream is not null)
            return;
        if (loop.Memory.MustShed())
        {
            Fail(ResponseFlag.Overload);
            return;
        }
        _opening = true;
        Attempts++;
        if (!upstreams.TryOpen(this))
            Fail(ResponseFlag.NoEndpoint);
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
        upstream.Handler = new AheadUpstream(this, _owner!);
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

    /// <summary>The upstream broke before it was joined.</summary>
    internal void OnAheadLost()
    {
        _upstream = null;
        Fail(ResponseFlag.UpstreamReset);
    }
}
