using System.Text.Json.Nodes;
using Mesh.TestKit;

namespace Mesh.ControlPlane.Tests.Sources.Kubernetes;

/// <summary>What a route's status says, and who may have written beside it.</summary>
public sealed class RouteStatusTests
{
    private const string Good = """{"backendRefs": [{"name": "catalog", "port": 80}]}""";
    private const string Ours = """{"group": "", "kind": "Service", "name": "catalog"}""";

    [Theory]
    [InlineData(Good, Ours, "Accepted=True Accepted", "ResolvedRefs=True ResolvedRefs")]
    [InlineData(Good, """{"group": "", "kind": "Service", "name": "catalog", "port": 81}""", "Accepted=False NoMatchingParent", "ResolvedRefs=True ResolvedRefs")]
    [InlineData(Good, """{"group": "", "kind": "Service", "name": "other"}""", "Accepted=False NoMatchingParent", "ResolvedRefs=True ResolvedRefs")]
    [InlineData("""{"backendRefs": [{"name": "gone", "port": 80}]}""", Ours, "Accepted=True Accepted", "ResolvedRefs=False BackendNotFound")]
    [InlineData("""{"backendRefs": [{"name": "catalog", "port": 99}]}""", Ours, "Accepted=True Accepted", "ResolvedRefs=False BackendNotFound")]
    [InlineData("""{"filters": [{"type": "RequestMirror"}]}""", Ours, "Accepted=False UnsupportedValue", "ResolvedRefs=True ResolvedRefs")]
    [InlineData("""{"backendRefs": [{"name": "catalog", "namespace": "other", "port": 80}]}""", Ours, "Accepted=False UnsupportedValue", "ResolvedRefs=False RefNotPermitted")]
    public async Task Conditions_say_what_became_of_the_route(string rule, string parent, params string[] expected)
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.RouteAsync("r", rule, parent);
        await cluster.StartAsync();

        var entry = await WrittenAsync(cluster);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(parent), entry["parentRef"]));
        Assert.Equal(expected, entry["conditions"]!.AsArray().Select(condition => $"{condition!["type"]}={condition["status"]} {condition["reason"]}"));
        Assert.All(entry["conditions"]!.AsArray(), condition =>
        {
            Assert.Equal(1, (int)condition!["observedGeneration"]!);
            Assert.Equal((string)condition["status"]! == "False", ((string)condition["message"]!).Length > 0);
        });
    }

    [Fact]
    public async Task It_is_written_only_when_it_changes_and_keeps_the_time_of_what_did_not()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.RouteAsync("r", Good);
        await cluster.StartAsync();
        var first = await WrittenAsync(cluster);

        await cluster.ServiceAsync("next", "10.96.7.2");
        await cluster.UntilAsync(_ => cluster.Source.Status.Resources == 5, "another state");
        await cluster.RouteAsync("r", """{"backendRefs": [{"name": "gone", "port": 80}]}""");
        await Eventually.TrueAsync(() => (string?)Status(cluster)?[0]?["conditions"]?[1]?["status"] == "False", "the change");

        Assert.Equal(2, Patches(cluster));
        var accepted = Status(cluster)![0]!["conditions"]![0]!;
        Assert.Equal((string)first["conditions"]![0]!["lastTransitionTime"]!, (string)accepted["lastTransitionTime"]!);
        Assert.Equal(2, (int)accepted["observedGeneration"]!);
    }

    [Fact]
    public async Task A_status_that_could_not_be_written_is_written_with_the_next_change()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.RouteAsync("r", Good);
        cluster.Server.Fault = request => request.StartsWith("PATCH", StringComparison.Ordinal) ? 403 : null;
        await cluster.StartAsync();
        await Eventually.TrueAsync(() => Patches(cluster) > 0, "an attempt");
        Assert.Null(Status(cluster));

        cluster.Server.Fault = null;
        await cluster.ServiceAsync("next", "10.96.7.2");

        await WrittenAsync(cluster);
    }

    [Fact]
    public async Task What_others_wrote_stays()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.ApplyAsync("""
            {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "shop"},
             "spec": {"parentRefs": [{"name": "front"}, {"group": "", "kind": "Service", "name": "catalog"}], "rules": [{"backendRefs": [{"name": "catalog", "port": 80}]}]},
             "status": {"parents": [{"parentRef": {"name": "front"}, "controllerName": "example.org/gateway", "conditions": []}]} }
            """);
        await cluster.StartAsync();

        await Eventually.TrueAsync(() => Status(cluster)?.Count == 2, "our entry beside theirs");

        Assert.Equal(["example.org/gateway", "meshctl.dev/controlplane"], Status(cluster)!.Select(entry => (string)entry!["controllerName"]!));
    }

    [Fact]
    public async Task A_route_of_others_is_not_touched()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.RouteAsync("theirs", """{"filters": [{"type": "RequestMirror"}]}""", """{"name": "front"}""");
        await cluster.RouteAsync("r", Good);
        await cluster.StartAsync();
        await WrittenAsync(cluster);

        Assert.Equal(1, Patches(cluster));
        Assert.Empty(cluster.Source.Status.Problems);
    }

    [Theory]
    [InlineData("v1", "v1")]
    [InlineData("v1alpha2", "v1alpha2")]
    [InlineData("v1 v1alpha2", "v1alpha2")]
    public async Task A_tcp_route_has_a_status_in_whatever_version_it_is_served(string served, string written)
    {
        await using var cluster = await ClusterFixture.CreateAsync(hasDefinitions: false);
        cluster.TcpRouteVersions = served;
        await cluster.DefineAsync();
        await cluster.ServiceAsync("db", "10.96.7.3", """, "type": "ClusterIP" """);
        await cluster.ApplyAsync($$"""
            {"apiVersion": "gateway.networking.k8s.io/{{written}}", "kind": "TCPRoute", "metadata": {"name": "t", "namespace": "shop"},
             "spec": {"parentRefs": [{"group": "", "kind": "Service", "name": "db"}], "rules": [{"backendRefs": [{"name": "db", "port": 80}]}] } }
            """);
        await cluster.StartAsync();

        await Eventually.TrueAsync(
            () => (string?)cluster.Server.Find($"gateway.networking.k8s.io/{written}", "TCPRoute", "shop", "t")!["status"]?["parents"]?[0]?["conditions"]?[0]?["reason"] == "NoMatchingParent",
            "a refusal: the port is HTTP");
        Assert.Equal(1, Patches(cluster));
        Assert.Single(cluster.Source.Status.Problems);
    }

    private static async Task<JsonNode> WrittenAsync(ClusterFixture cluster)
    {
        await Eventually.TrueAsync(() => Status(cluster)?.Count == 1, "a status");
        return Status(cluster)![0]!;
    }

    private static JsonArray? Status(ClusterFixture cluster) =>
        cluster.Server.Find("gateway.networking.k8s.io/v1", "HTTPRoute", "shop", "r")!["status"]?["parents"]?.AsArray();

    private static int Patches(ClusterFixture cluster) => cluster.Server.Requests.Count(request => request.StartsWith("PATCH", StringComparison.Ordinal));
}
