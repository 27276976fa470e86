using System.Text.Json.Nodes;
using Mesh.TestKit;

namespace Mesh.ControlPlane.Tests.Sources.Kubernetes;

/// <summary>What the status of our own kinds says.</summary>
public sealed class OwnStatusTests
{
    [Fact]
    public async Task A_good_object_is_accepted_and_written_once()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await PolicyAsync(cluster, "one", """{"mtls": {"mode": "STRICT"} }""");
        await cluster.StartAsync();

        Assert.Equal("True Accepted ", await ConditionAsync(cluster, "one", "True"));
        await cluster.ServiceAsync("next", "10.96.7.2");
        await cluster.UntilAsync(_ => cluster.Source.Status.Resources == 5, "another state");
        Assert.Equal(1, cluster.Server.Requests.Count(request => request.StartsWith("PATCH", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_object_that_cannot_be_used_says_why_until_it_can()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await PolicyAsync(cluster, "one", """{"mtls": {"mode": "MAYBE"} }""");
        await cluster.StartAsync();

        Assert.Equal("False Invalid spec.mtls.mode: 'MAYBE' is not one of its values; use PERMISSIVE, STRICT, DISABLE", await ConditionAsync(cluster, "one", "False"));

        await PolicyAsync(cluster, "one", """{"mtls": {"mode": "DISABLE"} }""");
        Assert.Equal("True Accepted ", await ConditionAsync(cluster, "one", "True"));
    }

    [Fact]
    public async Task Of_two_that_contradict_each_other_the_second_says_so()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await PolicyAsync(cluster, "one", """{"mtls": {"mode": "STRICT"} }""");
        await PolicyAsync(cluster, "two", """{"mtls": {"mode": "DISABLE"} }""");
        await cluster.StartAsync();

        Assert.Equal("True Accepted ", await ConditionAsync(cluster, "one", "True"));
        Assert.StartsWith("False Invalid spec: PeerAuthentication shop/one is for the whole namespace too", await ConditionAsync(cluster, "two", "False"), StringComparison.Ordinal);
    }

    private static Task PolicyAsync(ClusterFixture cluster, string name, string spec) => cluster.ApplyAsync(
        $$"""{"apiVersion": "meshctl.dev/v1alpha1", "kind": "PeerAuthentication", "metadata": {"name": "{{name}}", "namespace": "shop"}, "spec": {{spec}} }""");

    private static async Task<string> ConditionAsync(ClusterFixture cluster, string name, string status)
    {
        await Eventually.TrueAsync(() => (string?)Condition()?["status"] == status, $"{status} of {name}");
        return $"{Condition()!["status"]} {Condition()!["reason"]} {Condition()!["message"]}";

        JsonNode? Condition() => cluster.Server.Find("meshctl.dev/v1alpha1", "PeerAuthentication", "shop", name)!["status"]?["conditions"]?[0];
    }
}
