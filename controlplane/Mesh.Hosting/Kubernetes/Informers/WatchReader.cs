using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>Splits a watch's stream into its events: one JSON object a line.</summary>
internal static class WatchReader
{
    /// <summary>An object's limit in etcd is 1.5 MiB; JSON is longer than what is stored.</summary>
    private const int LongestEvent = 16 * 1024 * 1024;

    /// <summary>The events. Each is valid until the next is asked for. Ends with the stream.</summary>
    /// <exception cref="JsonException">A line is not JSON, or too long.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                var rest = result.Buffer;
                while (TakeLine(ref rest) is { } line)
                {
                    using var json = JsonDocument.Parse(line);
                    yield return json.RootElement;
                }

                if (result.IsCompleted)
                    yield break;
                if (rest.Length > LongestEvent)
                    throw new JsonException($"an event is longer than {LongestEvent} octets");
                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static ReadOnlySequence<byte>? TakeLine(ref ReadOnlySequence<byte> rest)
    {
        while (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            if (!line.IsEmpty)
                return line;
        }

        return null;
    }
}
