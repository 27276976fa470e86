using Mesh.Traffic.Retries;
using RetryPolicyMessage = Envoy.Config.Route.V3.RetryPolicy;

namespace Mesh.Discovery.Resources;

/// <summary>Reads a retry policy.</summary>
internal static class RetryPolicyReader
{
    // Envoy's, when retry_on is set and num_retries is not.
    private const uint DefaultRetries = 1;
    private const int BackoffFactor = 10;

    public static RetryPolicy Read(RetryPolicyMessage? policy, string field, FieldReport report)
    {
        if (policy is null)
            return RetryPolicy.Default;
        var conditions = ReadConditions(policy.RetryOn, $"{field}.retry_on", report);
        var defaults = RetryPolicy.Default with
        {
            Conditions = conditions,
            MaxAttempts = ReadAttempts(policy, conditions, $"{field}.num_retries", report),
            PerTryTimeout = Durations.ReadLimit(policy.PerTryTimeout, null, $"{field}.per_try_timeout", report),
            StatusCodes = [.. policy.RetriableStatusCodes.Select(code => (int)Math.Min(code, int.MaxValue))],
        };
        return ReadBackoff(policy.RetryBackOff, defaults, $"{field}.retry_back_off", report);
    }

    private static RetryConditions ReadConditions(string retryOn, string field, FieldReport report)
    {
        var conditions = RetryConditions.None;
        foreach (var word in retryOn.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var condition = Parse(word);
            if (condition == RetryConditions.None)
                report.Error(field, $"\"{word}\" is not implemented");
            conditions |= condition;
        }
        return conditions;
    }

    private static RetryConditions Parse(string word) => word switch
    {
        "5xx" => RetryConditions.ServerError,
        "gateway-error" => RetryConditions.GatewayError,
        "reset" => RetryConditions.Reset,
        "connect-failure" => RetryConditions.ConnectFailure,
        "refused-stream" => RetryConditions.RefusedStream,
        "retriable-4xx" => RetryConditions.Conflict,
        "retriable-status-codes" => RetryConditions.StatusCodes,
        "cancelled" => RetryConditions.GrpcCancelled,
        "deadline-exceeded" => RetryConditions.GrpcDeadlineExceeded,
        "internal" => RetryConditions.GrpcInternal,
        "resource-exhausted" => RetryConditions.GrpcResourceExhausted,
        "unavailable" => RetryConditions.GrpcUnavailable,
        _ => RetryConditions.None,
    };

    private static int ReadAttempts(RetryPolicyMessage policy, RetryConditions conditions, string field, FieldReport report)
    {
        if (policy.NumRetries is null && conditions == RetryConditions.None)
            return RetryPolicy.Default.MaxAttempts;
        var retries = policy.NumRetries ?? DefaultRetries;
        if (retries < RetryPolicy.AttemptLimit)
            return (int)retries + 1;
        report.Error(field, $"{retries} is more than {RetryPolicy.AttemptLimit - 1}");
        return RetryPolicy.AttemptLimit;
    }

    private static RetryPolicy ReadBackoff(RetryPolicyMessage.Types.RetryBackOff? backoff, RetryPolicy policy, string field, FieldReport report)
    {
        if (backoff is null)
            return policy;
        if (backoff.BaseInterval is null)
            report.Error($"{field}.base_interval", "is missing");
        var first = Durations.ReadPositive(backoff.BaseInterval, $"{field}.base_interval", report) ?? policy.BackoffBase;
        var longest = Durations.ReadPositive(backoff.MaxInterval, $"{field}.max_interval", report) ?? first * BackoffFactor;
        if (longest < first)
            report.Error($"{field}.max_interval", "is less than base_interval");
        return policy with { BackoffBase = first, BackoffMax = longest };
    }
}
