using System.ComponentModel;
using System.Runtime.InteropServices;
using Mesh.Api.Manifests;
using Microsoft.Win32.SafeHandles;

namespace Mesh.ControlPlane.Sources.Files;

/// <summary>Watches a directory through the kernel. One thread sleeps in the kernel; all else happens on the caller's.</summary>
internal sealed class InotifyWatch : IDirectoryWatch
{
    private readonly string _root;
    private readonly SafeFileHandle _inotify = InotifyCalls.Open();
    private readonly SafeFileHandle _wakeUp = InotifyCalls.OpenWakeUp();
    private readonly WatchedDirectories _directories;
    private readonly SemaphoreSlim _readable = new(0);
    private readonly SemaphoreSlim _drained = new(0);
    private readonly Thread _thread;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private bool _isReported;

    /// <summary>Watches a directory, which may not exist yet: <see cref="Refresh"/> then finds it later.</summary>
    /// <exception cref="IOException">The kernel gives no more inotify instances.</exception>
    public InotifyWatch(string root)
    {
        _root = root;
        if (_inotify.IsInvalid || _wakeUp.IsInvalid)
            throw new IOException("cannot watch the configuration directory: " + new Win32Exception(Marshal.GetLastPInvokeError()).Message
                + "; raise fs.inotify.max_user_instances");
        _directories = new WatchedDirectories(_inotify, root);
        _directories.Refresh();
        _thread = new Thread(Wait) { IsBackground = true, Name = "inotify" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        if (_isReported)
            return;
        await _readable.WaitAsync(cancellation).ConfigureAwait(false);
        _isReported = true;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DirectoryEvent> Drain()
    {
        var events = new List<DirectoryEvent>();
        while (InotifyCalls.Read(_inotify, _buffer) is > 0 and var length)
        {
            foreach (var happened in InotifyEvents.Read(_buffer.AsSpan(0, length)))
                Translate(happened, events);
        }

        if (_isReported)
        {
            _isReported = false;
            _drained.Release();
        }

        return events;
    }

    /// <inheritdoc/>
    public void Refresh() => _directories.Refresh();

    /// <inheritdoc/>
    public void Dispose()
    {
        InotifyCalls.WakeUp(_wakeUp);
        _drained.Release();
        _thread.Join();
        _inotify.Dispose();
        _wakeUp.Dispose();
        _readable.Dispose();
        _drained.Dispose();
    }

    private void Wait()
    {
        while (InotifyCalls.WaitForEither(_inotify, _wakeUp))
        {
            _readable.Release();
            _drained.Wait();
        }
    }

    private void Translate(InotifyEvent happened, List<DirectoryEvent> events)
    {
        const uint About = InotifyCalls.Overflow | InotifyCalls.DeleteSelf | InotifyCalls.MoveSelf;
        if ((happened.Mask & InotifyCalls.Ignored) != 0)
            return;
        if ((happened.Mask & (About | InotifyCalls.IsDirectory)) != 0)
            _directories.Refresh();
        if ((happened.Mask & About) != 0)
            events.Add(new DirectoryEvent(DirectoryChange.Unknown, ""));
        else if (_directories.Find(happened.Watch) is { } directory && ChangeOf(happened, directory) is { } change)
            events.Add(new DirectoryEvent(change, Path.Combine(directory, happened.Name)));
    }

    private DirectoryChange? ChangeOf(InotifyEvent happened, string directory)
    {
        const uint Placed = InotifyCalls.Create | InotifyCalls.MovedTo;
        const uint Removed = InotifyCalls.MovedFrom | InotifyCalls.Delete;
        var isDirectory = (happened.Mask & InotifyCalls.IsDirectory) != 0;
        var isLink = !isDirectory && (happened.Mask & Placed) != 0 && IsLink(directory, happened.Name);
        // Editors' temporary files come and go; a link may be on the way to manifests.
        if (!isDirectory && !isLink && !ManifestDirectory.IsManifest(happened.Name))
            return null;
        if ((happened.Mask & Removed) != 0)
            return DirectoryChange.Gone;
        if (isDirectory || isLink || (happened.Mask & InotifyCalls.MovedTo) != 0)
            return DirectoryChange.Appeared;
        return (happened.Mask & InotifyCalls.CloseWrite) != 0 ? DirectoryChange.Written : DirectoryChange.Writing;
    }

    private bool IsLink(string directory, string name) => new FileInfo(Path.Combine(_root, directory, name)).LinkTarget is not null;
}
