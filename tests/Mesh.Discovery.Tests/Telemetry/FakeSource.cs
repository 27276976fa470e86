using Mesh.Discovery.Telemetry;

namespace Mesh.Discovery.Tests.Telemetry;

/// <summary>Counts nothing, and notes how it was asked.</summary>
internal sealed class FakeSource : ITelemetrySource
{
    public List<(int TopK, TimeSpan Window)> Asked { get; } = [];

    public IReadOnlyList<TelemetryRow> Rows { get; set; } = [];

    public TelemetryReport Collect(int topK, TimeSpan window)
    {
        lock (Asked)
            Asked.Add((topK, window));
        return new TelemetryReport(window, Rows);
    }
}
