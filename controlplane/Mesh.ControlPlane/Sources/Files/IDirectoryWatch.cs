namespace Mesh.ControlPlane.Sources.Files;

/// <summary>Tells what happens below a directory.</summary>
internal interface IDirectoryWatch : IDisposable
{
    /// <summary>Completes when <see cref="Drain"/> has something to return.</summary>
    Task WaitAsync(CancellationToken cancellation);

    /// <summary>What happened since the last call, up to the moment of this one. Does not block.</summary>
    IReadOnlyList<DirectoryEvent> Drain();

    /// <summary>Looks which directories there are now, in case one came, went or was replaced unseen.</summary>
    void Refresh();
}
