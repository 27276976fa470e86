namespace Mesh.ControlPlane.Sources.Kubernetes.Statuses;

/// <summary>Log lines about statuses.</summary>
internal sealed partial class StatusLog(ILogger logger)
{
    [LoggerMessage(201, LogLevel.Warning, "the status of {Subject} was not written, and is tried again: {Reason}")]
    public partial void NotWritten(string subject, string reason);
}
