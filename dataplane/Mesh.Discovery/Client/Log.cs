using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Client;

/// <summary>What discovery logs.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "Connected to the control plane {Identifier}")]
    public static partial void Connected(ILogger logger, string identifier);

    [LoggerMessage(102, LogLevel.Warning, "Disconnected from the control plane; the last configuration stays in force. {Reason}")]
    public static partial void Disconnected(ILogger logger, string reason);

    [LoggerMessage(103, LogLevel.Warning, "Refused configuration; the last good one stays in force. {Reason}")]
    public static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(104, LogLevel.Warning, "Configuration with a field that has no effect here: {Field}")]
    public static partial void FieldIgnored(ILogger logger, string field);

    [LoggerMessage(105, LogLevel.Information, "Loaded {Destinations} destinations from {Path}")]
    public static partial void StateFileLoaded(ILogger logger, string path, int destinations);

    [LoggerMessage(106, LogLevel.Warning, "Ignored {Path}: {Reason}. Nothing is lost but the start without a control plane")]
    public static partial void StateFileIgnored(ILogger logger, string path, string reason);

    [LoggerMessage(107, LogLevel.Warning, "Ignored a resource in {Path}: {Reason}")]
    public static partial void StoredResourceIgnored(ILogger logger, string path, string reason);

    [LoggerMessage(108, LogLevel.Warning, "Could not write {Path}: {Reason}. A restart without a control plane would begin with older configuration")]
    public static partial void StateFileNotWritten(ILogger logger, string path, string reason);

    [LoggerMessage(109, LogLevel.Error, "Discovery broke and begins anew; the last configuration stays in force")]
    public static partial void Broken(ILogger logger, Exception exception);
}
