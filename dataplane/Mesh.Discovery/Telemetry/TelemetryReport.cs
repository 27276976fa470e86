namespace Mesh.Discovery.Telemetry;

/// <summary>What happened since the last report.</summary>
/// <param name="Window">Time the rows cover.</param>
/// <param name="Rows">The rows; beyond the asked number, one row named <c>(other)</c>.</param>
public sealed record TelemetryReport(TimeSpan Window, IReadOnlyList<TelemetryRow> Rows);
