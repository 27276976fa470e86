using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Permissions;
using Mesh.Proxy.ProxyProtocol;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Upstream;
using Mesh.Traffic.Inbound;
using Mesh.Traffic.Retries;
using Mesh.Tunnel.Heads;

namespace Mesh.Proxy.Inbound;

/// <summary>An HTTP request on its way to the application: the caller is named, the application dialled.</summary>
internal sealed class InboundExchange : HttpExchange, IPermitted
{
    private InboundCaller _caller = null!;
    private InboundTarget _target = null!;
    private IpEndpoint _source;

    private InboundExchange(ProxyLoop loop, IExchangePool pool)
        : base(loop, pool)
    {
    }

    /// <summary>The exchanges of a loop.</summary>
    internal static ExchangePool<InboundExchange> CreatePool(ProxyLoop loop) => new(loop.Events, pool => new InboundExchange(loop, pool));

    /// <summary>Gets ready for a request of <paramref name="caller"/> to <paramref name="target"/>.</summary>
    internal InboundExchange Between(InboundCaller caller, InboundTarget target)
    {
        _caller = caller;
        _target = target;
        return this;
    }

    /// <inheritdoc/>
    internal override void Rest()
    {
        base.Rest();
        _caller = null!;
        _target = null!;
    }

    /// <inheritdoc/>
    public bool IsPermittedBy(InboundPolicy policy) => _target.IsPermittedBy(policy, TunnelStreamKind.HttpRequest);

    /// <inheritdoc/>
    public void Revoke() => Abandon(ResponseFlag.Revoked);

    /// <inheritdoc/>
    protected override void Begin()
    {
        // Only another proxy may say where the request really came from.
        Span<byte> source = stackalloc byte[TunnelHead.MaxSource];
        var length = _caller.IsMtls ? TunnelHead.ReadSource(Request, source) : 0;
        TunnelHead.Strip(Request);
        ForwardedFields.Append(Request, length > 0 ? source[..length] : _caller.AddressText);
        if (_target.ProxyProtocol is not null && !IpEndpoint.TryParseAddress(source[..length], out _source))
            _source = _caller.Remote.WithPort(0);
        if (_caller.IdentityText is { } identity)
            TunnelHead.WriteCaller(Request, identity);
        // A plaintext connection is ended as a whole.
        if (_caller.IsMtls)
            Loop.Permits.Add(this);
        StartAttempt();
    }

    /// <inheritdoc/>
    protected override bool OpenAttempt(UpstreamAttempt attempt)
    {
        attempt.Start(Application().Http(_target.Version));
        return true;
    }

    private ApplicationUpstream Application() => _target.ProxyProtocol is { } version
        ? Loop.Upstreams.Application(new Introduced(version, _target.Application, _source, _caller.Identity))
        : Loop.Upstreams.Application(_target.Application);

    /// <inheritdoc/>
    protected override void PrepareHead(HttpStream upstream)
    {
    }

    /// <inheritdoc/>
    protected override void PrepareResponse(HeaderBlock head)
    {
        if (_caller.IsMtls)
            IgnoredUpgrade.Mark(head, IsUpgrade);
    }

    // There is only one application: a failed connection is the caller's to take elsewhere.
    /// <inheritdoc/>
    protected override RetryDecision DecideRetry(in AttemptOutcome outcome) => outcome.End == AttemptEnd.ConnectFailure
        ? new RetryDecision(RetryVerdict.Final, TimeSpan.Zero)
        : RetryDecision.Decide(RetryPolicy.Default, Request.Method, in outcome, Attempts, CanReplay, Loop.Random);

    /// <inheritdoc/>
    protected override void GiveUp(in AttemptFailure failure)
    {
        if (_caller.IsMtls && failure.Error is StreamError.ConnectFailed or StreamError.ConnectTimeout)
            Refuse(ResponseFlag.ConnectFailure);
        else
            base.GiveUp(failure);
    }

    /// <inheritdoc/>
    protected override void OnAttemptEnded(in AttemptFailure? failure)
    {
    }

    /// <inheritdoc/>
    protected override void OnFinished()
    {
        Loop.Permits.Remove(this);
        var microseconds = ElapsedMicroseconds;
        _target.Edge(Loop.State.Metrics, _caller.IsMtls)
            .OnRequest(Outcome.Status, Outcome.Flag, microseconds, Attempts - 1, Outcome.RequestBytes, Outcome.ResponseBytes);
        if (Loop.State.Top.IsActive)
            Loop.State.Top.RecordRequest(TopKey(), Outcome.IsSuccess, Attempts - 1, microseconds, Outcome.RequestBytes, Outcome.ResponseBytes);
    }

    private TopKey TopKey() => new(
        TrafficSide.Inbound, _caller.Name, Loop.State.WorkloadName, _target.Service, Encoding.ASCII.GetString(Request.Method),
        TopRecorder.PathText(Request.Path), "", _caller.IsMtls);
}
