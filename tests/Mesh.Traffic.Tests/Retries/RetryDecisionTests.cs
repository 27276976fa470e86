using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Traffic.Retries;

namespace Mesh.Traffic.Tests.Retries;

public sealed class RetryDecisionTests
{
    [Theory]
    [InlineData("POST", AttemptEnd.ConnectFailure, false, false, RetryVerdict.Retry)]
    [InlineData("POST", AttemptEnd.RefusedStream, false, false, RetryVerdict.Retry)]
    [InlineData("POST", AttemptEnd.GoAway, true, false, RetryVerdict.Retry)]
    [InlineData("POST", AttemptEnd.RefusedStream, true, true, RetryVerdict.Final)]
    [InlineData("GET", AttemptEnd.Reset, true, false, RetryVerdict.Retry)]
    [InlineData("HEAD", AttemptEnd.Reset, true, false, RetryVerdict.Retry)]
    [InlineData("PUT", AttemptEnd.Reset, true, false, RetryVerdict.Retry)]
    [InlineData("DELETE", AttemptEnd.Reset, true, false, RetryVerdict.Retry)]
    [InlineData("OPTIONS", AttemptEnd.Reset, true, false, RetryVerdict.Retry)]
    [InlineData("TRACE", AttemptEnd.Reset, true, false, RetryVerdict.Retry)]
    [InlineData("get", AttemptEnd.Reset, true, false, RetryVerdict.Final)]
    [InlineData("POST", AttemptEnd.Reset, true, false, RetryVerdict.Final)]
    [InlineData("PATCH", AttemptEnd.Reset, true, false, RetryVerdict.Final)]
    [InlineData("GET", AttemptEnd.Reset, false, false, RetryVerdict.Final)]
    [InlineData("GET", AttemptEnd.Reset, true, true, RetryVerdict.Final)]
    [InlineData("GET", AttemptEnd.PerTryTimeout, true, false, RetryVerdict.Final)]
    public void Without_a_policy_only_what_is_safe_is_repeated(string method, AttemptEnd end, bool reused, bool started, RetryVerdict expected)
    {
        var outcome = new AttemptOutcome(end) { OnReusedConnection = reused, ResponseStarted = started };
        Assert.Equal(expected, Decide(RetryPolicy.Default, outcome, method: method).Verdict);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public void Without_a_policy_every_response_is_final(int status) =>
        Assert.Equal(RetryVerdict.Final, Decide(RetryPolicy.Default, Response(status)).Verdict);

    [Theory]
    [InlineData(RetryConditions.ServerError, 500, true)]
    [InlineData(RetryConditions.ServerError, 503, true)]
    [InlineData(RetryConditions.ServerError, 499, false)]
    [InlineData(RetryConditions.ServerError, 200, false)]
    [InlineData(RetryConditions.GatewayError, 500, false)]
    [InlineData(RetryConditions.GatewayError, 502, true)]
    [InlineData(RetryConditions.GatewayError, 503, true)]
    [InlineData(RetryConditions.GatewayError, 504, true)]
    [InlineData(RetryConditions.GatewayError, 505, false)]
    [InlineData(RetryConditions.Conflict, 409, true)]
    [InlineData(RetryConditions.Conflict, 400, false)]
    [InlineData(RetryConditions.StatusCodes, 429, true)]
    [InlineData(RetryConditions.StatusCodes, 428, false)]
    [InlineData(RetryConditions.Reset, 503, false)]
    public void A_policy_names_responses(RetryConditions conditions, int status, bool retried)
    {
        var policy = new RetryPolicy { Conditions = conditions, StatusCodes = [429] };
        Assert.Equal(retried ? RetryVerdict.Retry : RetryVerdict.Final, Decide(policy, Response(status), method: "POST").Verdict);
    }

    [Theory]
    [InlineData(RetryConditions.GrpcUnavailable, 14, true)]
    [InlineData(RetryConditions.GrpcUnavailable, 13, false)]
    [InlineData(RetryConditions.GrpcInternal, 13, true)]
    [InlineData(RetryConditions.GrpcCancelled, 1, true)]
    [InlineData(RetryConditions.GrpcDeadlineExceeded, 4, true)]
    [InlineData(RetryConditions.GrpcResourceExhausted, 8, true)]
    [InlineData(RetryConditions.GrpcResourceExhausted, -1, false)]
    [InlineData(RetryConditions.ServerError, 14, false)]
    public void A_policy_names_grpc_codes(RetryConditions conditions, int code, bool retried)
    {
        var outcome = Response(200) with { GrpcStatus = code };
        Assert.Equal(retried, Decide(new RetryPolicy { Conditions = conditions }, outcome).Verdict == RetryVerdict.Retry);
    }

    [Theory]
    [InlineData(RetryConditions.Reset, AttemptEnd.Reset, true)]
    [InlineData(RetryConditions.Reset, AttemptEnd.PerTryTimeout, true)]
    [InlineData(RetryConditions.ServerError, AttemptEnd.Reset, true)]
    [InlineData(RetryConditions.GatewayError, AttemptEnd.PerTryTimeout, true)]
    [InlineData(RetryConditions.ConnectFailure, AttemptEnd.Reset, false)]
    [InlineData(RetryConditions.RefusedStream, AttemptEnd.Reset, false)]
    [InlineData(RetryConditions.StatusCodes, AttemptEnd.Reset, false)]
    public void A_policy_names_losses(RetryConditions conditions, AttemptEnd end, bool retried)
    {
        var policy = new RetryPolicy { Conditions = conditions };
        Assert.Equal(retried, Decide(policy, new AttemptOutcome(end), method: "POST").Verdict == RetryVerdict.Retry);
        Assert.Equal(RetryVerdict.Final, Decide(policy, new AttemptOutcome(end) { ResponseStarted = true }, method: "POST").Verdict);
    }

    [Theory]
    [InlineData(3, 1, RetryVerdict.Retry)]
    [InlineData(3, 2, RetryVerdict.Retry)]
    [InlineData(3, 3, RetryVerdict.AttemptsExhausted)]
    [InlineData(1, 1, RetryVerdict.AttemptsExhausted)]
    public void Attempts_are_bounded(int max, int attempts, RetryVerdict expected)
    {
        var policy = RetryPolicy.Default with { MaxAttempts = max };
        Assert.Equal(expected, Decide(policy, new AttemptOutcome(AttemptEnd.ConnectFailure), attempts).Verdict);
    }

    [Fact]
    public void A_lost_body_ends_it()
    {
        var decision = RetryDecision.Decide(RetryPolicy.Default, "GET"u8, new AttemptOutcome(AttemptEnd.ConnectFailure), 1, replayable: false, new Random(1));
        Assert.Equal(RetryVerdict.NotReplayable, decision.Verdict);
    }

    [Fact]
    public void The_first_safe_retry_does_not_wait() =>
        Assert.Equal(TimeSpan.Zero, Decide(RetryPolicy.Default, new AttemptOutcome(AttemptEnd.ConnectFailure)).Delay);

    [Fact]
    public void Waits_are_within_their_bounds() =>
        Prop.ForAll(Gen.Choose(1, 40).ToArbitrary(), ArbMap.Default.ArbFor<int>(), (attempts, seed) =>
        {
            var policy = new RetryPolicy { Conditions = RetryConditions.ServerError, MaxAttempts = 100 };
            var decision = RetryDecision.Decide(policy, "GET"u8, Response(503), attempts, true, new Random(seed));
            var ceiling = Math.Min(250, 25 * Math.Pow(2, attempts - 1));
            return decision.Verdict == RetryVerdict.Retry && decision.Delay >= TimeSpan.Zero && decision.Delay.TotalMilliseconds <= ceiling;
        }).QuickCheckThrowOnFailure();

    private static AttemptOutcome Response(int status) => new(AttemptEnd.Response) { Status = status, ResponseStarted = true };

    private static RetryDecision Decide(RetryPolicy policy, AttemptOutcome outcome, int attempts = 1, string method = "GET") =>
        RetryDecision.Decide(policy, Encoding.ASCII.GetBytes(method), in outcome, attempts, replayable: true, new Random(1));
}
