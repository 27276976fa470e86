using System.Threading.Channels;
using Grpc.Core;
using Mesh.Api.Resources;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Observability.Top;

/// <summary>A proxy's telemetry stream as those see it who ask. Only the newest unanswered query counts.</summary>
internal sealed class TelemetryConnection(NamespacedName workload)
{
    private readonly Channel<TelemetryQuery> _queries =
        Channel.CreateBounded<TelemetryQuery>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private int _unanswered;
    private bool _hadForeignRows;

    /// <summary>The workload whose proxy it is.</summary>
    public NamespacedName Workload => workload;

    /// <summary>Why the stream must end; null when the process did not say.</summary>
    public Status? End { get; private set; }

    /// <summary>Queries that are to be written. Ends with <see cref="Close"/>.</summary>
    public ChannelReader<TelemetryQuery> Queries => _queries.Reader;

    /// <summary>Asks the proxy. Never blocks.</summary>
    public void Ask(TelemetryQuery query)
    {
        Interlocked.Increment(ref _unanswered);
        _queries.Writer.TryWrite(query);
    }

    /// <summary>Notes that a report came.</summary>
    /// <returns>Whether one was asked for.</returns>
    public bool TryAnswer()
    {
        if (Interlocked.Decrement(ref _unanswered) >= 0)
            return true;
        Interlocked.Increment(ref _unanswered);
        return false;
    }

    /// <summary>Notes that a report had rows about other workloads.</summary>
    /// <returns>Whether it is the first.</returns>
    public bool NoteForeignRows()
    {
        var isFirst = !_hadForeignRows;
        _hadForeignRows = true;
        return isFirst;
    }

    /// <summary>Ends the stream.</summary>
    public void Close(Status status)
    {
        End ??= status;
        _queries.Writer.TryComplete();
    }
}
