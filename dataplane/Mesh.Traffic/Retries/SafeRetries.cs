namespace Mesh.Traffic.Retries;

/// <summary>Retries that need no policy, because the request was not processed or may be repeated (RFC 9110 §9.2.2).</summary>
internal static class SafeRetries
{
    public static bool Allow(ReadOnlySpan<byte> method, in AttemptOutcome outcome) => outcome.End switch
    {
        AttemptEnd.ConnectFailure => true,
        AttemptEnd.RefusedStream or AttemptEnd.GoAway => !outcome.ResponseStarted,
        // A peer that closes an idle connection races with the next request on it.
        AttemptEnd.Reset => outcome.OnReusedConnection && !outcome.ResponseStarted && IsIdempotent(method),
        _ => false,
    };

    public static bool IsIdempotent(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("GET"u8) || method.SequenceEqual("HEAD"u8) || method.SequenceEqual("PUT"u8)
        || method.SequenceEqual("DELETE"u8) || method.SequenceEqual("OPTIONS"u8) || method.SequenceEqual("TRACE"u8);
}
