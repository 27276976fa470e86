using System.Diagnostics;
using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Telemetry;
using Mesh.Traffic.Retries;
using Mesh.Tunnel.Heads;

namespace Mesh.Proxy.Inbound;

/// <summary>An HTTP request on its way to the application: the caller is named, the application dialled.</summary>
internal sealed class InboundExchange(ProxyLoop loop, HttpStream downstream, InboundCaller caller, InboundTarget target) : HttpExchange(loop, downstream)
{
    /// <inheritdoc/>
    protected override void Begin()
    {
        TunnelHead.Strip(Request);
        if (caller.Identity is { } identity)
            TunnelHead.WriteCaller(Request, identity);
        StartAttempt();
    }

    /// <inheritdoc/>
    protected override bool OpenAttempt(UpstreamAttempt attempt)
    {
        attempt.Start(Loop.Upstreams.Application(target.Application).Http(target.Version));
        return true;
    }

    /// <inheritdoc/>
    protected override void PrepareHead(HttpStream upstream)
    {
    }

    // There is only one application: a failed connection is the caller's to take elsewhere.
    /// <inheritdoc/>
    protected override RetryDecision DecideRetry(in AttemptOutcome outcome) => outcome.End == AttemptEnd.ConnectFailure
        ? new RetryDecision(RetryVerdict.Final, TimeSpan.Zero)
        : RetryDecision.Decide(RetryPolicy.Default, Request.Method, in outcome, Attempts, CanReplay, Loop.Random);

    /// <inheritdoc/>
    protected override void GiveUp(in AttemptFailure failure)
    {
        if (caller.IsMtls && failure.Error is StreamError.ConnectFailed or StreamError.ConnectTimeout)
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
        var microseconds = (long)Stopwatch.GetElapsedTime(StartedAt).TotalMicroseconds;
        Loop.State.Metrics.Edge(new EdgeKey(TrafficSide.Inbound, target.Service, caller.IsMtls))
            .OnRequest(Outcome.Status, Outcome.Flag, microseconds, Attempts - 1, Outcome.RequestBytes, Outcome.ResponseBytes);
        if (!Loop.State.Top.IsActive)
            return;
        Loop.State.Top.Record(
            new TopKey(TrafficSide.Inbound, caller.Name, Loop.State.WorkloadName, target.Service, Encoding.ASCII.GetString(Request.Method),
                TopRecorder.PathText(Request.Path), "", caller.IsMtls),
            row => row.AddRequest(Outcome.IsSuccess, Attempts - 1, microseconds, Outcome.RequestBytes, Outcome.ResponseBytes));
    }
}
