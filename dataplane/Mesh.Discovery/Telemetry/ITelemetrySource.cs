namespace Mesh.Discovery.Telemetry;

/// <summary>Counts what the proxy does, while it is asked.</summary>
public interface ITelemetrySource
{
    /// <summary>Takes the counts since the last call and starts over. Called on an ordinary thread, never on a loop.</summary>
    /// <param name="topK">Most rows, 1 to 2000: the busiest; the rest is summed into one row named <c>(other)</c>.</param>
    /// <param name="window">Time since the last call on this channel; zero for the first.</param>
    TelemetryReport Collect(int topK, TimeSpan window);
}
