namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>Log lines of informers.</summary>
internal sealed partial class InformerLog(KubernetesResource resource, ILogger logger)
{
    public void Listed(int objects) => Listed(resource, objects);

    public void Absent() => Absent(resource);

    public void Expired() => Expired(resource);

    public void Failed(int failures, string reason) => Failed(resource, failures, reason);

    public void Unreadable(ObjectKey key, string reason) => Unreadable(resource, key, reason);

    [LoggerMessage(900, LogLevel.Debug, "{Resource}: {Objects} objects listed")]
    private partial void Listed(KubernetesResource resource, int objects);

    [LoggerMessage(901, LogLevel.Information, "{Resource}: the cluster does not have this kind, or it may not be read; looking again from time to time")]
    private partial void Absent(KubernetesResource resource);

    [LoggerMessage(902, LogLevel.Information, "{Resource}: the watch is too old to go on, listing again")]
    private partial void Expired(KubernetesResource resource);

    [LoggerMessage(903, LogLevel.Warning, "{Resource}: attempt {Failures} to follow changes failed, what is known stays in use: {Reason}")]
    private partial void Failed(KubernetesResource resource, int failures, string reason);

    [LoggerMessage(904, LogLevel.Error, "{Resource}: {Key} cannot be read, its last state stays in use: {Reason}")]
    private partial void Unreadable(KubernetesResource resource, ObjectKey key, string reason);
}
