using System.Globalization;
using System.Net;
using Mesh.Conventions;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests;

/// <summary>The proxy's program is replaced while its workload works.</summary>
public sealed class UpgradeTests : IAsyncLifetime
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
    public async Task Twice_at_both_ends_under_load_nothing_fails_and_open_streams_go_on()
    {
        var (web, catalog) = (_upgrade.Web, _upgrade.Catalog);
        var load = await LoadGenerator.StartAsync(_upgrade.Mesh, web, UpgradeMesh.Url, _upgrade.Mesh.IsPublished ? 500 : 100);
        using var first = await _upgrade.OpenStreamsAsync();
        var service = new IPEndPoint(await web.Host.ResolveAsync("catalog.t"), 80);
        var dns = new DnsClient(web.Host, new IPEndPoint(IPAddress.Loopback, MeshPorts.Dns)) { Tries = 1 };
        SteadyCalls[] steady =
        [
            SteadyCalls.OnNewConnections(web.Host, service, "/"),
            SteadyCalls.OnNewConnections(catalog.Host, UpgradeMesh.MetricsOf(catalog), "/ready"),
            SteadyCalls.Of(async () => Assert.Equal(service.Address, Assert.Single((await dns.QueryAsync("catalog.t", DnsType.A)).Addresses))),
        ];
        for (var round = 1; round <= 2; round++)
        {
            foreach (var workload in (MeshWorkload[])[catalog, web])
            {
                workload.Upgrade();
                await first.AssertAsync($"first, round {round}");
                using var another = await _upgrade.OpenStreamsAsync();
                await another.AssertAsync($"another, round {round}");
            }
        }
        await load.ContinueAsync(2);
        foreach (var calls in steady)
            Assert.True(await calls.StopAsync() > 10);
        var result = await load.StopAsync();
        result.AssertNothingFailed();

        await first.AssertAsync("the last word");
        Assert.False(web.Proxy.HasExited || catalog.Proxy.HasExited, "streams keep the first processes");
        first.Dispose();
        await UpgradeMesh.LeftAsync(web.Proxy.Id);
        await UpgradeMesh.LeftAsync(catalog.Proxy.Id);
        await UpgradeMesh.CountedAsync(web, "outbound", result.Ok);
        await UpgradeMesh.CountedAsync(catalog, "inbound", result.Ok);
    }

    [RootFact]
    public async Task The_service_manager_follows_the_process_that_serves()
    {
        var first = _upgrade.Catalog.Proxy.Id;
        var second = _upgrade.Catalog.Upgrade();
        await UpgradeMesh.LeftAsync(first);
        Command.Run("kill", second.ToString(CultureInfo.InvariantCulture));
        await UpgradeMesh.LeftAsync(second);
        var told = _upgrade.Told();
        Assert.Equal(($"READY=1\nMAINPID={first}", "STOPPING=1"), (told[0], told[^1]));
        Assert.Equal([$"MAINPID={second}", $"READY=1\nMAINPID={second}"], told[1..^1].Order(StringComparer.Ordinal));
    }
}
