using Mesh.Engine.Http;
using Mesh.Engine.Pools;
using Mesh.Proxy.Http;
using Mesh.Proxy.Runtime;
using Mesh.Traffic.Retries;

namespace Mesh.Proxy.Tests.Http;

/// <summary>An exchange that decides nothing: one pool, one attempt.</summary>
internal sealed class PlainExchange(ProxyLoop loop, IExchangePool pool, StreamPool upstream) : HttpExchange(loop, pool)
{
    internal List<int> Finished { get; } = [];

    protected override void Begin() => StartAttempt();

    protected override bool OpenAttempt(UpstreamAttempt attempt)
    {
        attempt.Start(upstream);
        return true;
    }

    protected override void PrepareHead(HttpStream upstream)
    {
    }

    protected override RetryDecision DecideRetry(in AttemptOutcome outcome) => new(RetryVerdict.Final, TimeSpan.Zero);

    protected override void OnAttemptEnded(in AttemptFailure? failure)
    {
    }

    protected override void OnFinished() => Finished.Add(Outcome.Status);
}
