using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests;

/// <summary>Upgrades in which one of the two processes fails.</summary>
public sealed class FailedUpgradeTests : IAsyncLifetime
{
    private UpgradeMesh _upgrade = null!;

    public async ValueTask InitializeAsync()
    {
        if (Requires.Root)
            _upgrade = await UpgradeMesh.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_upgrade is not null)
            await _upgrade.DisposeAsync();
    }

    [RootFact]
    public async Task A_program_that_does_not_start_or_is_killed_changes_nothing()
    {
        var catalog = _upgrade.Catalog;
        var failed = catalog.Admin("upgrade", Script("exit 3"));
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("error: the new proxy ended with exit code 3", failed.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be started", catalog.Admin("upgrade", "/does/not/exist").Error, StringComparison.Ordinal);
        Assert.Contains("exit code 137", catalog.Admin("upgrade", Script("kill -KILL $$")).Error, StringComparison.Ordinal);
        await _upgrade.AssertServesAsync();
        catalog.Upgrade();
        await _upgrade.AssertServesAsync();
    }

    [RootFact]
    public async Task A_proxy_of_another_workload_does_not_take_over()
    {
        var other = _upgrade.Catalog.StartBeside("t/other-1", null, "--take-over", _upgrade.Catalog.AdminSocket);
        Assert.Equal(1, await other.WaitForExitAsync());
        Assert.Contains("the running proxy serves t/catalog-1, not t/other-1", other.Error, StringComparison.Ordinal);
        await _upgrade.AssertServesAsync();
    }

    [RootFact]
    public async Task When_the_old_process_dies_midway_the_new_one_serves()
    {
        var next = _upgrade.Catalog.StartBeside("t/catalog-1", null, "--take-over", _upgrade.Catalog.AdminSocket);
        await next.WaitForOutputAsync("taking over");
        await _upgrade.Catalog.Proxy.KillAsync();
        await next.WaitForOutputAsync("serving t/catalog-1");
        await _upgrade.Web.MeetAsync(UpgradeMesh.Url);
        Assert.False(next.HasExited);
    }

    private string Script(string line)
    {
        var path = _upgrade.Mesh.Directory[$"script-{Guid.NewGuid():N}"];
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }
}
