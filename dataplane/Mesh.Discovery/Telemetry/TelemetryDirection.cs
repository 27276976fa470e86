namespace Mesh.Discovery.Telemetry;

/// <summary>Which side of an edge saw it.</summary>
public enum TelemetryDirection
{
    /// <summary>The caller's proxy.</summary>
    Outbound,

    /// <summary>The callee's proxy.</summary>
    Inbound,
}
