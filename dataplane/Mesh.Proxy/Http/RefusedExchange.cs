using Mesh.Engine.Http;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Runtime;
using Mesh.Traffic.Retries;

namespace Mesh.Proxy.Http;

/// <summary>A request that is answered with an error at once.</summary>
internal sealed class RefusedExchange(ProxyLoop loop, ResponseFlag flag, int status = 503) : HttpExchange(loop, pool: null)
{
    /// <inheritdoc/>
    protected override void Begin() => Reply(status, flag);

    /// <inheritdoc/>
    protected override bool OpenAttempt(UpstreamAttempt attempt) => false;

    /// <inheritdoc/>
    protected override void PrepareHead(HttpStream upstream)
    {
    }

    /// <inheritdoc/>
    protected override RetryDecision DecideRetry(in AttemptOutcome outcome) => new(RetryVerdict.Final, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override void OnAttemptEnded(in AttemptFailure? failure)
    {
    }

    /// <inheritdoc/>
    protected override void OnFinished()
    {
    }
}
