namespace Mesh.ControlPlane.Sources;

/// <summary>Where the users' resources come from.</summary>
internal interface IMeshSource
{
    /// <summary>What it accepted and refused last. Replaced, never changed.</summary>
    ConfigurationStatus Status { get; }

    /// <summary>Whether changes are seen as they happen. If not, what was seen last stays in use.</summary>
    bool IsConnected { get; }

    /// <summary>Follows them until cancelled.</summary>
    Task RunAsync(CancellationToken cancellation);
}
