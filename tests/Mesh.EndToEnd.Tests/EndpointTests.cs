using System.Globalization;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests;

/// <summary>Endpoints that are killed, restarted and taken away under 200 requests a second.</summary>
public sealed class EndpointTests(ITestOutputHelper output) : IAsyncLifetime
{
    private ReviewsMesh _reviews = null!;

    private MeshWorkload Endpoint => _reviews.Mesh["reviews-2"];

    public async ValueTask InitializeAsync()
    {
        if (Requires.Root)
            _reviews = await ReviewsMesh.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_reviews is not null)
            await _reviews.DisposeAsync();
    }

    [RootFact]
    public async Task A_killed_endpoint_takes_no_request_with_it_but_those_it_was_serving()
    {
        var load = await _reviews.LoadAsync();
        Assert.NotEqual(0, await _reviews.ServedAsync(Endpoint.Name));
        var killing = DateTimeOffset.UtcNow;
        await Task.WhenAll(_reviews.Apps[Endpoint.Name].KillAsync(), Endpoint.Proxy.KillAsync());
        var killed = DateTimeOffset.UtcNow;
        await load.ContinueAsync(4);
        AssertOnlyInFlight(await load.StopAsync(), killing, killed);
    }

    [RootFact]
    public async Task An_application_that_crashes_loses_what_it_was_serving_and_gets_its_share_when_it_is_back()
    {
        var load = await _reviews.LoadAsync();
        var killing = DateTimeOffset.UtcNow;
        await _reviews.Apps[Endpoint.Name].KillAsync();
        var killed = DateTimeOffset.UtcNow;
        await load.ContinueAsync(2);
        var served = await _reviews.ServedAsync(Endpoint.Name);
        await _reviews.StartAppAsync(Endpoint.Name);
        await Eventually.TrueAsync(async () => await _reviews.ServedAsync(Endpoint.Name) > served + 100, "the new application gets its share");
        AssertOnlyInFlight(await load.StopAsync(), killing, killed);
    }

    [RootFact]
    public async Task A_proxy_that_ends_in_order_and_waits_for_the_certificate_authority_to_come_back_fails_no_request()
    {
        var load = await _reviews.LoadAsync();
        await _reviews.Mesh.CertAuthority.KillAsync();
        Assert.Equal(0, await Endpoint.Proxy.StopAsync());
        var ready = Endpoint.StartProxyAgainAsync();
        await Endpoint.Proxy.WaitForOutputAsync("There is none yet");
        await load.ContinueAsync(2);
        await _reviews.Mesh.StartCertAuthorityAsync();
        await ready;
        await Eventually.TrueAsync(async () => await _reviews.ServedAsync(Endpoint.Name) > 100, "the restarted proxy gets its share again");
        (await load.StopAsync()).AssertNothingFailed();
    }

    [RootFact]
    public async Task A_proxy_restarted_while_there_is_no_control_plane_fails_no_request()
    {
        var load = await _reviews.LoadAsync();
        await _reviews.Mesh.ControlPlane.KillAsync();
        await Endpoint.Proxy.WaitForOutputAsync("Disconnected from the control plane");
        Assert.Equal(0, await Endpoint.Proxy.StopAsync());
        await Endpoint.StartProxyAgainAsync();
        await Eventually.TrueAsync(async () => await _reviews.ServedAsync(Endpoint.Name) > 100, "the restarted proxy gets its share again");
        (await load.StopAsync()).AssertNothingFailed();
    }

    [RootFact]
    public async Task An_endpoint_that_is_taken_out_of_the_configuration_and_put_back_fails_no_request()
    {
        var load = await _reviews.LoadAsync();
        _reviews.Mesh.ConfigureWorkloads(without: Endpoint.Name);
        await Eventually.TrueAsync(async () =>
        {
            var (one, two) = (await _reviews.ServedAsync("reviews-1"), await _reviews.ServedAsync(Endpoint.Name));
            await load.ContinueAsync(1);
            return await _reviews.ServedAsync("reviews-1") > one + 100 && await _reviews.ServedAsync(Endpoint.Name) == two;
        }, "all requests go to the endpoint that is left");
        var before = await _reviews.ServedAsync(Endpoint.Name);
        _reviews.Mesh.ConfigureWorkloads();
        await Eventually.TrueAsync(async () => await _reviews.ServedAsync(Endpoint.Name) > before + 100, "the endpoint gets its share again");
        (await load.StopAsync()).AssertNothingFailed();
    }

    private void AssertOnlyInFlight(LoadResult result, DateTimeOffset killing, DateTimeOffset killed)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ok {result.Ok}, failed {result.Failures.Count}; killed within {(killed - killing).TotalMilliseconds:0} ms"));
        foreach (var failure in result.Failures)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"began {(failure.Began - killing).TotalMilliseconds:0} ms after the kill, {failure.Latency.TotalMilliseconds:0} ms: {failure.Reason}"));
        Assert.True(result.Ok > 500, result.Output);
        Assert.All(result.Failures, failure => Assert.InRange(failure.Began, DateTimeOffset.MinValue, killed));
        Assert.All(result.Failures, failure => Assert.InRange(failure.Began + failure.Latency, killing, DateTimeOffset.MaxValue));
    }
}
