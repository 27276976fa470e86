using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Upstream;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Retries;
using Mesh.Traffic.Routing;
using Mesh.Tunnel.Heads;

namespace Mesh.Proxy.Outbound;

/// <summary>An HTTP request on its way out of the workload: route, cluster, endpoint, retries.</summary>
internal sealed class OutboundExchange : HttpExchange
{
    private OutboundTarget _target = null!;
    private RouteModel? _route;
    private ClusterModel? _cluster;
    private EndpointModel? _endpoint;
    private EndpointUpstream? _upstream;
    private FailedEndpoints _failed;
    private ForwardedDeadline _deadline;
    private bool _endpointBusy;

    private OutboundExchange(ProxyLoop loop, IExchangePool pool)
        : base(loop, pool)
    {
    }

    private bool IsTunnelled => _endpoint?.Transport == EndpointTransport.Tunnel;

    /// <summary>The exchanges of a loop.</summary>
    internal static ExchangePool<OutboundExchange> CreatePool(ProxyLoop loop) => new(loop.Events, pool => new OutboundExchange(loop, pool));

    /// <summary>Gets ready for a request to <paramref name="target"/>.</summary>
    internal OutboundExchange To(OutboundTarget target)
    {
        _target = target;
        return this;
    }

    /// <inheritdoc/>
    internal override void Rest()
    {
        base.Rest();
        _target = null!;
        _route = null;
        _cluster = null;
        _endpoint = null;
        _upstream = null;
        _failed = default;
        _deadline = default;
        _endpointBusy = false;
    }

    /// <inheritdoc/>
    protected override void Begin()
    {
        TunnelHead.Strip(Request);
        if (!HopCount.TryCount(Request))
        {
            Reply(508, ResponseFlag.Loop);
            return;
        }
        var view = new HeaderRequestView(Request);
        _route = _target.Destination.Http!.Find(view);
        if (_route is null)
        {
            Reply(404, ResponseFlag.NoRoute);
            return;
        }
        if (_route.Action is DirectResponseAction direct)
        {
            Reply(direct.Status, ResponseFlag.DirectResponse);
            return;
        }
        _cluster = Loop.Splits.Pick(((ForwardAction)_route.Action).Split);
        if (_route.Timeouts.For(view, out var shortensCaller) is { } timeout)
        {
            ArmDeadline(timeout);
            _deadline = new ForwardedDeadline(StartedAt, timeout, shortensCaller);
        }
        StartAttempt();
    }

    /// <inheritdoc/>
    protected override bool OpenAttempt(UpstreamAttempt attempt)
    {
        var now = Loop.NowNanoseconds();
        _endpoint = Loop.Picker.PickPreferringOthers(_cluster!, in _failed, now);
        if (_endpoint is null)
            return false;
        _endpoint.State.Begin();
        _endpointBusy = true;
        _upstream = Loop.Upstreams.Of(_endpoint, _cluster!.ConnectTimeout);
        attempt.Start(_upstream.Http(Downstream.Version));
        return true;
    }

    /// <inheritdoc/>
    protected override void PrepareHead(HttpStream upstream)
    {
        // There is a stream, so there is a connection: an endpoint that could not be reached gets its share again.
        _endpoint!.State.ConnectSucceeded();
        _deadline.Write(Request, Attempts, Loop.NowNanoseconds());
        if (IsTunnelled)
            TunnelHead.Write(Request, _upstream!.TargetText, Downstream.Version, _target.ServiceText, _target.SourceText);
        else
            TunnelHead.Strip(Request);
    }

    /// <inheritdoc/>
    protected override void PrepareResponse(HeaderBlock head)
    {
        if (IsTunnelled)
            IgnoredUpgrade.Restore(head, IsUpgrade);
    }

    /// <inheritdoc/>
    protected override RetryDecision DecideRetry(in AttemptOutcome outcome) =>
        RetryDecision.Decide(_route!.Retries, Request.Method, in outcome, Attempts, CanReplay, Loop.Random);

    /// <inheritdoc/>
    protected override void OnAttemptEnded(in AttemptFailure? failure)
    {
        if (!_endpointBusy)
            return;
        _endpointBusy = false;
        var now = Loop.NowNanoseconds();
        if (failure is not { } broken)
        {
            _endpoint!.State.Complete(now - AttemptStartedAt, now);
            return;
        }
        _failed.Add(_endpoint!);
        _endpoint!.State.Abandon();
        if (broken.Error is StreamError.ConnectFailed or StreamError.ConnectTimeout or StreamError.PeerRejected)
            _endpoint.State.ConnectFailed(now);
        if (broken.Detail is { } detail)
            Loop.State.Log.Debug($"{_endpoint.Address} ({_target.Name}): {detail}");
    }

    /// <inheritdoc/>
    protected override void OnFinished()
    {
        var microseconds = ElapsedMicroseconds;
        _target.Edge(Loop.State, IsTunnelled).OnRequest(Outcome.Status, Outcome.Flag, microseconds, Attempts - 1, Outcome.RequestBytes, Outcome.ResponseBytes);
        if (Loop.State.Top.IsActive)
            Loop.State.Top.RecordRequest(TopKey(), Outcome.IsSuccess, Attempts - 1, microseconds, Outcome.RequestBytes, Outcome.ResponseBytes);
    }

    private TopKey TopKey() => new(
        TrafficSide.Outbound, Loop.State.WorkloadName, _endpoint?.Workload is { Length: > 0 } name ? name : _target.Name, _target.Name,
        Encoding.ASCII.GetString(Request.Method), TopRecorder.PathText(Request.Path), _route?.Name ?? "", IsTunnelled);
}
