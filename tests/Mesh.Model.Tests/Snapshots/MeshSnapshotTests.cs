using System.Collections.Immutable;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Model.Snapshots;

namespace Mesh.Model.Tests.Snapshots;

public sealed class MeshSnapshotTests
{
    private static readonly ProxyView View = new(new NamespacedName("n0", "s0-0"), "n0");

    [Fact]
    public void The_order_of_resources_changes_no_byte()
    {
        var resources = MeshFixture.Read(MeshFixture.Large(30, 4) + """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: b, namespace: n0}
            spec:
              parentRefs: [{group: "", kind: Service, name: s0}]
              rules: [{matches: [{path: {value: /a}}, {method: GET}], backendRefs: [{name: s0, port: 80}, {name: s20, port: 80}]}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: a, namespace: n0}
            spec:
              parentRefs: [{group: "", kind: Service, name: s0}]
              rules: [{backendRefs: [{name: s20, port: 80}]}]
            """);
        var reversed = new ResourceSet
        {
            Services = [.. resources.Services.Reverse()],
            Workloads = [.. resources.Workloads.Reverse()],
            HttpRoutes = [.. resources.HttpRoutes.Reverse()],
        };
        Assert.Equal(Versions(resources), Versions(reversed));
    }

    [Fact]
    public void A_change_elsewhere_keeps_versions_and_a_change_here_does_not()
    {
        var before = Versions(MeshFixture.Read(MeshFixture.Large(30, 4)));
        var after = Versions(MeshFixture.Read(MeshFixture.Large(30, 4).Replace("address: 10.0.7.2,", "address: 10.9.9.9,", StringComparison.Ordinal)));
        Assert.Equal(
            [$"{ResourceTypes.Endpoints} s7.n7:80", $"{ResourceTypes.MeshConfig} mesh"],
            before.Keys.Where(key => before[key] != after[key]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_resource_is_encoded_once()
    {
        var snapshot = Compile(MeshFixture.Large(1, 1));
        var first = snapshot.Resolve(ResourceTypes.Cluster, "s0.n0:80", View);
        Assert.Same(first, snapshot.Resolve(ResourceTypes.Cluster, "s0.n0:80", new ProxyView(new("x", "y"), "x")));
        Assert.Same(snapshot.Resolve(ResourceTypes.Workload, "self", View), snapshot.Resolve(ResourceTypes.Workload, "self", View));
    }

    [Fact]
    public void Names_that_nobody_declared_are_not_kept()
    {
        var snapshot = Compile(MeshFixture.Large(1, 1));
        var first = snapshot.Resolve(ResourceTypes.Cluster, "workload/n0/s0-0:9999", View);
        Assert.NotNull(first);
        var second = snapshot.Resolve(ResourceTypes.Cluster, "workload/n0/s0-0:9999", View);
        Assert.NotSame(first, second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Each_asker_sees_itself()
    {
        var snapshot = Compile(MeshFixture.Large(1, 2));
        var one = snapshot.Resolve(ResourceTypes.Workload, "self", View);
        var other = snapshot.Resolve(ResourceTypes.Workload, "self", new ProxyView(new("n0", "s0-1"), "n0"));
        Assert.NotEqual(one!.Version, other!.Version);
        Assert.Equal("spiffe://cluster.local/ns/n0/sa/default", snapshot.Workloads[new("n0", "s0-1")].Identity.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("workload/")]
    [InlineData("workload/:1")]
    [InlineData("workload/n0/s0-0")]
    [InlineData("workload/n0/s0-0:")]
    [InlineData("workload/n0/s0-0:0")]
    [InlineData("workload/n0/s0-0:+1")]
    [InlineData("workload/n0/s0-0: 1")]
    [InlineData("workload/n0/s0-0:99999999999999999999")]
    [InlineData("workload/n0/s0-0/x:1")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1:0")]
    [InlineData("010.0.0.1:80")]
    [InlineData("10.0.0.1:080")]
    [InlineData("10.0.0.1:65536")]
    [InlineData("[::ffff:10.0.0.1]:80")]
    [InlineData(".svc")]
    [InlineData(".svc.cluster.local")]
    [InlineData("*")]
    public void Other_names_have_no_resource(string name)
    {
        var snapshot = Compile(MeshFixture.Large(1, 1));
        string[] types =
        [
            ResourceTypes.Listener, ResourceTypes.Route, ResourceTypes.Cluster, ResourceTypes.Endpoints, ResourceTypes.Secret,
            ResourceTypes.MeshConfig, ResourceTypes.Workload, ResourceTypes.DnsName, "type.googleapis.com/nothing",
        ];
        Assert.All(types, type => Assert.Null(snapshot.Resolve(type, name, View)));
    }

    [Fact]
    public void The_book_comes_back_extended_or_as_it_was()
    {
        var first = Compile(MeshFixture.Large(3, 1));
        Assert.Equal(3, first.AddressBook.Count);
        var again = MeshCompiler.Compile(MeshFixture.Read(MeshFixture.Large(2, 1)), new CompileOptions { AddressBook = first.AddressBook });
        Assert.Same(first.AddressBook, again.AddressBook);
    }

    private static MeshSnapshot Compile(string yaml) => MeshCompiler.Compile(MeshFixture.Read(yaml), new CompileOptions());

    private static ImmutableSortedDictionary<string, string> Versions(ResourceSet resources)
    {
        var snapshot = MeshCompiler.Compile(resources, new CompileOptions());
        string[] types = [ResourceTypes.Route, ResourceTypes.Cluster, ResourceTypes.Endpoints];
        var names = from service in resources.Services
                    from type in types
                    select (Type: type, Name: $"{service.Name.ServiceName}:80");
        return names.Append((Type: ResourceTypes.MeshConfig, Name: "mesh")).ToImmutableSortedDictionary(
            key => $"{key.Type} {key.Name}",
            key => snapshot.Resolve(key.Type, key.Name, View)!.Version);
    }
}
