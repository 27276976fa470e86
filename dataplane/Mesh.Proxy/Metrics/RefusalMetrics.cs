using System.Text.Json;
using Mesh.Engine.Http1;

namespace Mesh.Proxy.Metrics;

/// <summary>Counts what was refused before it became an exchange. Incremented from loops without locks; read by anyone.</summary>
internal sealed class RefusalMetrics
{
    private static readonly string[] Reasons = [.. Enum.GetNames<MessageError>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private readonly long[] _requests = new long[Reasons.Length];
    private readonly long[] _responses = new long[Reasons.Length];

    /// <summary>HTTP/1 messages that were refused, <c>request</c> or <c>response</c>, with the reason.</summary>
    internal IEnumerable<(string Message, string Reason, long Count)> Messages => Rows("request", _requests).Concat(Rows("response", _responses));

    internal void OnRequest(MessageError reason) => Interlocked.Increment(ref _requests[(int)reason]);

    internal void OnResponse(MessageError reason) => Interlocked.Increment(ref _responses[(int)reason]);

    private static IEnumerable<(string Message, string Reason, long Count)> Rows(string message, long[] counts) =>
        counts.Select((_, i) => (message, Reasons[i], Interlocked.Read(ref counts[i]))).Where(row => row.Item3 > 0);
}
