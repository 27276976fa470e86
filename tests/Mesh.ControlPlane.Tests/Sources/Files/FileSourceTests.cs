using Mesh.ControlPlane.Sources.Files;
using Mesh.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.ControlPlane.Tests.Sources.Files;

/// <summary>The source with the real watch, the real clock and real files.</summary>
public sealed class FileSourceTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _state = new();
    private readonly MeshRecorder _recorder = new();
    private readonly CancellationTokenSource _stop = new();
    private InotifyWatch? _watch;
    private FileSource? _source;
    private Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _watch?.Dispose();
        _stop.Dispose();
        _directory.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task ReadsTheDirectoryAtTheStart()
    {
        Write("shop.yaml", Manifests.Services("catalog"));
        Start();

        await _recorder.UntilAsync("catalog");
    }

    [Fact]
    public async Task BreakingKeepsWhatRanAndFixingGoesOn()
    {
        Write("shop.yaml", Manifests.Services("catalog"));
        Start();
        await _recorder.UntilAsync("catalog");

        Write("shop.yaml", "kind: [");
        await Eventually.TrueAsync(() => _source!.Status.IsRejected, "the broken file is noticed");
        Assert.Equal((1, 0), (_source!.Status.Resources, _recorder.Count));

        Write("shop.yaml", Manifests.Services("catalog", "web"));
        await _recorder.UntilAsync("catalog web");
        Assert.False(_source.Status.IsRejected);
    }

    [Fact]
    public async Task ABadFirstLoadPublishesNothing()
    {
        Write("shop.yaml", "kind: [");
        Start();
        await Eventually.TrueAsync(() => _source!.Status.IsRejected, "the broken file is noticed");
        Assert.Equal((null, 0), (_source!.Status.Loaded, _recorder.Count));

        Write("shop.yaml", Manifests.Services("catalog"));
        await _recorder.UntilAsync("catalog");
    }

    [Fact]
    public async Task RenamingAndDeletingAreFollowed()
    {
        Write("a.yaml", Manifests.Services("catalog"));
        Write("b.yaml", Manifests.Services("web"));
        Start();
        await _recorder.UntilAsync("catalog web");

        File.Move(_directory["a.yaml"], _directory["c.yaml"]);
        File.Delete(_directory["b.yaml"]);
        await _recorder.UntilAsync("catalog", absent: "web");

        Directory.CreateDirectory(_directory["sub"]);
        File.Move(_directory["c.yaml"], _directory["sub/a.yaml"]);
        Write("b.yaml", Manifests.Services("web"));
        await _recorder.UntilAsync("catalog web");
    }

    [Fact]
    public async Task AnEditorThatEmptiesAFileBeforeItWritesNeverTakesServicesAway()
    {
        Write("shop.yaml", Manifests.Services("catalog"));
        Start();
        await _recorder.UntilAsync("catalog");

        for (var round = 0; round < 20; round++)
        {
            using (var file = new FileStream(_directory["shop.yaml"], FileMode.Create))
            {
                // Another file changes while this one is empty, so that the source has a reason to read.
                Write("other.yaml", Manifests.Services($"other{round}"));
                file.Write(System.Text.Encoding.UTF8.GetBytes(Manifests.Services("catalog", $"new{round}")));
            }

            MeshHas? has;
            do
            {
                var mesh = await _recorder.NextAsync();
                Assert.True(MeshRecorder.Has(mesh, "catalog"), $"catalog was gone in round {round}");
                has = new MeshHas(MeshRecorder.Has(mesh, $"new{round}"), MeshRecorder.Has(mesh, $"other{round}"));
            }
            while (has is not { New: true, Other: true });
        }
    }

    [Fact]
    public async Task AFileThatIsTouchedIsNotPublishedAgain()
    {
        Write("shop.yaml", Manifests.Services("catalog"));
        Start();
        await _recorder.UntilAsync("catalog");

        Write("shop.yaml", Manifests.Services("catalog"));
        Write("other.yaml", Manifests.Services("web"));
        await _recorder.UntilAsync("catalog web");
        Assert.Equal(0, _recorder.Count);
    }

    private sealed record MeshHas(bool New, bool Other);

    private void Write(string name, string text) => File.WriteAllText(_directory[name], text);

    private void Start()
    {
        _watch = new InotifyWatch(_directory.Path);
        var configuration = new FileConfiguration("cluster.local", new AddressBookFile(_state["addresses.json"]), TimeProvider.System);
        var log = new FileSourceLog(NullLogger<FileSource>.Instance);
        _source = new FileSource(_directory.Path, _watch, configuration, _recorder, log, TimeProvider.System);
        _running = _source.RunAsync(_stop.Token);
    }
}
