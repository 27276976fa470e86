using Mesh.Engine.Streams;
using Mesh.Traffic.Retries;

namespace Mesh.Proxy.Http;

/// <summary>Puts what happened to a stream into the words of retry decisions.</summary>
internal static class RetryFacts
{
    internal static AttemptOutcome OutcomeOf(in AttemptFailure failure) => new(EndOf(failure.Error))
    {
        OnReusedConnection = failure.ConnectionReused, ResponseStarted = failure.ResponseStarted,
    };

    private static AttemptEnd EndOf(StreamError error) => error switch
    {
        StreamError.ConnectFailed or StreamError.ConnectTimeout or StreamError.PeerRejected => AttemptEnd.ConnectFailure,
        StreamError.Refused => AttemptEnd.RefusedStream,
        _ => AttemptEnd.Reset,
    };
}
