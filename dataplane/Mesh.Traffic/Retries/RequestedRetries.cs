namespace Mesh.Traffic.Retries;

/// <summary>Retries that a route's policy asks for, for any method.</summary>
internal static class RequestedRetries
{
    private const RetryConditions NoResponse = RetryConditions.Reset | RetryConditions.ServerError | RetryConditions.GatewayError;

    public static bool Allow(RetryPolicy policy, in AttemptOutcome outcome)
    {
        if (outcome.End == AttemptEnd.Response)
            return AllowResponse(policy, in outcome);
        if (outcome.ResponseStarted)
            return false;
        var wanted = outcome.End switch
        {
            AttemptEnd.ConnectFailure => NoResponse | RetryConditions.ConnectFailure,
            AttemptEnd.RefusedStream or AttemptEnd.GoAway => NoResponse | RetryConditions.RefusedStream,
            _ => NoResponse,
        };
        return (policy.Conditions & wanted) != 0;
    }

    private static bool AllowResponse(RetryPolicy policy, in AttemptOutcome outcome)
    {
        var conditions = policy.Conditions;
        var matched = outcome.Status switch
        {
            502 or 503 or 504 => RetryConditions.ServerError | RetryConditions.GatewayError,
            >= 500 and <= 599 => RetryConditions.ServerError,
            409 => RetryConditions.Conflict,
            _ => RetryConditions.None,
        };
        return (conditions & (matched | OfGrpcStatus(outcome.GrpcStatus))) != 0
            || ((conditions & RetryConditions.StatusCodes) != 0 && policy.StatusCodes.Contains(outcome.Status));
    }

    private static RetryConditions OfGrpcStatus(int status) => status switch
    {
        1 => RetryConditions.GrpcCancelled,
        4 => RetryConditions.GrpcDeadlineExceeded,
        8 => RetryConditions.GrpcResourceExhausted,
        13 => RetryConditions.GrpcInternal,
        14 => RetryConditions.GrpcUnavailable,
        _ => RetryConditions.None,
    };
}
