using Mesh.ControlPlane.Sources.Files;
using Mesh.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.ControlPlane.Tests.Sources.Files;

/// <summary>The source with a scripted watch and clock.</summary>
public sealed class FileSourceTimeTests : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _state = new();
    private readonly FakeTimeProvider _time = new();
    private readonly MeshRecorder _recorder = new();
    private readonly ScriptedWatch _watch = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public FileSourceTimeTests()
    {
        var configuration = new FileConfiguration("cluster.local", new AddressBookFile(_state["addresses.json"]), _time);
        var source = new FileSource(
            _directory.Path, _watch, configuration, _recorder, new FileSourceLog(NullLogger<FileSource>.Instance), _time);
        _running = source.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _watch.Dispose();
        _stop.Dispose();
        _directory.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task TheSafetyScanFindsWhatNobodyTold()
    {
        await _recorder.NextAsync();
        Write("catalog");
        await AdvanceUntilPublishedAsync();

        Assert.True(_time.GetUtcNow() - _time.Start >= ReloadSchedule.SafetyScan);
        Assert.True(_watch.Refreshes >= 1);
    }

    [Fact]
    public async Task TheFirstChangeIsAppliedAtOnceAndTheNextNotBeforeTheEndOfTheWindow()
    {
        await _recorder.NextAsync();
        await TellAsync("catalog");
        // No time has passed on the source's clock.
        await _recorder.UntilAsync("catalog");

        await TellAsync("web");
        Assert.Equal(0, _recorder.Count);
        await AdvanceUntilPublishedAsync();
        Assert.True(_time.GetUtcNow() - _time.Start >= ReloadSchedule.Window);
    }

    [Fact]
    public async Task AFileThatVanishesIsGivenTimeToComeBack()
    {
        await _recorder.NextAsync();
        await TellAsync("catalog");
        await _recorder.UntilAsync("catalog");
        _time.Advance(ReloadSchedule.Window * 2);

        var waits = _watch.Waits;
        File.Delete(_directory["shop.yaml"]);
        _watch.Tell(DirectoryChange.Gone, "shop.yaml");
        await Eventually.TrueAsync(() => _watch.Waits > waits, "the source waits");
        Assert.Equal(0, _recorder.Count);
        await TellAsync("web");
        await _recorder.UntilAsync("web", absent: "catalog");
    }

    private async Task TellAsync(string service)
    {
        Write(service);
        var waits = _watch.Waits;
        _watch.Tell(DirectoryChange.Appeared, "shop.yaml");
        await Eventually.TrueAsync(() => _watch.Waits > waits, "the source has seen the event and waits");
    }

    private void Write(string service) => File.WriteAllText(_directory["shop.yaml"], Manifests.Services(service));

    private Task AdvanceUntilPublishedAsync() => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(Tick);
            return _recorder.Count > 0;
        },
        "a mesh is published");
}
