using System.Text.Json;
using Mesh.Api.Objects;
using Mesh.Api.Problems;
using Mesh.Api.Resources;

namespace Mesh.Api.Tests.Objects;

/// <summary>Objects as a real API server sends them.</summary>
public sealed class ObjectReaderTests
{
    private const string Route = "gateway.networking.k8s.io/v1";

    [Fact]
    public void A_service_has_many_fields_that_are_not_ours()
    {
        var reading = Read("v1", "Service", """
            {"metadata": {"name": "catalog", "namespace": "shop", "uid": "1", "resourceVersion": "7", "creationTimestamp": "2026-01-31T12:00:00Z", "managedFields": [{}], "futureField": 1},
             "spec": {"clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"], "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack", "type": "LoadBalancer",
                      "internalTrafficPolicy": "Local", "sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 5}}, "trafficDistribution": "PreferClose",
                      "externalTrafficPolicy": "Cluster", "allocateLoadBalancerNodePorts": true, "futureField": {"a": []},
                      "ports": [{"name": "http", "port": 80, "targetPort": 15014, "nodePort": 30080, "protocol": "TCP", "futureField": 1}]},
             "status": {"loadBalancer": {}}}
            """);

        Assert.Empty(reading.Problems);
        var service = Assert.IsType<Service>(reading.Resource);
        Assert.True(service is { HasClientAffinity: true, IsNodeLocal: true, Headless: false, ExternalName: null });
    }

    [Fact]
    public void Numbers_and_texts_are_what_the_json_says()
    {
        var service = Assert.IsType<Service>(Read("v1", "Service", """{"metadata": {"name": "a"}, "spec": {"selector": {"version": "1.0", "on": "true"}, "ports": [{"port": 80, "targetPort": "8080-web"}]}}""").Resource);

        Assert.Equal(("1.0", "true"), (service.Selector["version"], service.Selector["on"]));
        Assert.Equal("8080-web", service.Ports[0].TargetPort.Name);
    }

    [Fact]
    public void A_slice_of_a_controller_is_read_with_its_hints()
    {
        var reading = Read("discovery.k8s.io/v1", "EndpointSlice", """
            {"metadata": {"name": "catalog-x7", "generateName": "catalog-", "namespace": "shop", "labels": {"kubernetes.io/service-name": "catalog"}}, "addressType": "IPv4",
             "endpoints": [{"addresses": ["10.1.0.1"], "conditions": {"ready": true, "serving": true, "terminating": false}, "nodeName": "a", "zone": "z",
                            "hints": {"forZones": [{"name": "z"}]}, "targetRef": {"kind": "Pod", "name": "p"}}],
             "ports": [{"name": "", "port": 8080, "protocol": "TCP"}, {"name": "all"}]}
            """);

        Assert.Empty(reading.Problems);
        var slice = Assert.IsType<EndpointSlice>(reading.Resource);
        Assert.Equal("a", slice.Endpoints[0].Node);
        Assert.Equal(["z"], slice.Endpoints[0].ForZones);
        Assert.Equal(8080, Assert.Single(slice.Ports).Port);
    }

    [Fact]
    public void Endpoints_by_name_are_a_warning()
    {
        var reading = Read("discovery.k8s.io/v1", "EndpointSlice", """{"metadata": {"name": "a"}, "addressType": "FQDN", "endpoints": [{"addresses": ["example.org"]}]}""");

        Assert.Equal(ProblemSeverity.Warning, Assert.Single(reading.Problems).Severity);
        Assert.NotNull(reading.Resource);
    }

    [Theory]
    [InlineData("""{"name": "front", "kind": "Gateway"}""", 0)]
    [InlineData("""{"name": "front", "kind": "Gateway"}, {"group": "", "kind": "Service", "name": "catalog"}""", 1)]
    public void Parents_of_other_implementations_are_left_to_them(string parents, int ours)
    {
        var rules = ours == 0 ? """[{"filters": [{"type": "URLRewrite"}]}]""" : """[{"backendRefs": [{"name": "catalog", "port": 80}]}]""";

        var reading = Read(Route, "HTTPRoute", $$"""{"metadata": {"name": "r", "namespace": "shop"}, "spec": {"parentRefs": [{{parents}}], "rules": {{rules}} } }""");

        Assert.Empty(reading.Problems);
        var route = Assert.IsType<HttpRoute>(reading.Resource);
        Assert.Equal(ours, route.Parents.Length);
        Assert.All(route.Parents, parent => Assert.Equal(1, parent.Position));
    }

    [Fact]
    public void An_unknown_field_of_a_route_is_a_warning_and_an_unsupported_one_an_error()
    {
        const string parents = """ "parentRefs": [{"group": "", "kind": "Service", "name": "catalog"}] """;

        var unknown = Read(Route, "HTTPRoute", $$"""{"metadata": {"name": "r"}, "spec": { {{parents}}, "rules": [{"future": 1, "backendRefs": [{"name": "catalog", "port": 80}]}] } }""");
        var unsupported = Read(Route, "HTTPRoute", $$"""{"metadata": {"name": "r"}, "spec": { {{parents}}, "rules": [{"filters": [{"type": "RequestMirror"}]}] } }""");

        Assert.Equal((ProblemSeverity.Warning, "spec.rules[0].future"), (unknown.Problems.Single().Severity, unknown.Problems.Single().Field));
        Assert.NotNull(unknown.Resource);
        Assert.Equal(ProblemSeverity.Error, unsupported.Problems.Single().Severity);
        Assert.Null(unsupported.Resource);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"metadata": []}""")]
    [InlineData("""{"metadata": {"name": 7}, "spec": "text"}""")]
    public void What_is_no_object_of_the_kind_is_an_error(string json)
    {
        var reading = Read("v1", "Service", json);

        Assert.Null(reading.Resource);
        Assert.Contains(reading.Problems, problem => problem.Severity == ProblemSeverity.Error);
    }

    private static ObjectReading Read(string apiVersion, string kind, string json)
    {
        using var document = JsonDocument.Parse(json);
        return ObjectReader.Read(apiVersion, kind, document.RootElement);
    }
}
