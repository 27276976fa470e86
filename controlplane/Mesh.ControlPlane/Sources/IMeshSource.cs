namespace Mesh.ControlPlane.Sources;

/// <summary>Where the users' resources come from.</summary>
internal interface IMeshSource
{
    /// <summary>What it accepted and refused last. Replaced, never changed.</summary>
    ConfigurationStatus Status { get; }

    /// <summary>Follows them until cancelled.</summary>
    Task RunAsync(CancellationToken cancellation);
}
