using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Conventions;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Discovery.Tests.Resources;

/// <summary>A mistake in any field is refused by the names of resource and field, and changes nothing.</summary>
public sealed class RefusedFieldTests
{
    public static IEnumerable<TheoryDataRow<int, string>> Mistakes =>
        BadResources.All.Select((bad, i) => new TheoryDataRow<int, string>(i, bad.Refusal));

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task The_refusal_names_resource_and_field_and_the_last_good_one_stays(int index, string refusal)
    {
        var bad = BadResources.All[index];
        await using var harness = new DiscoveryHarness();
        var server = Server();
        await harness.StartAsync(server);
        harness.Client.RequestName(BadResources.Host);
        await harness.KnownAsync(BadResources.Address);
        await Eventually.True(() => harness.Client.IsReady && harness.Client.Current.FindName(BadResources.Host).IsKnown, "everything known");
        var before = harness.Client.Current;

        server.Set(bad.Type, bad.Name, bad.Content);

        await Eventually.True(() => harness.Client.Status.Refused == 1, "refusal");
        await Eventually.True(() => server.Refusals.Count == 1, "refusal at the server");
        Assert.StartsWith(refusal, server.Refusals[0], StringComparison.Ordinal);
        Assert.True(harness.Logger.Contains($"Refused configuration; the last good one stays in force. {refusal}"));
        Assert.Same(before, harness.Client.Current);
    }

    [Theory]
    [InlineData(ResourceTypes.MeshConfig, ResourceTypes.MeshConfigName)]
    [InlineData(ResourceTypes.Workload, ResourceTypes.SelfName)]
    [InlineData(ResourceTypes.Secret, ResourceTypes.BundleName)]
    [InlineData(ResourceTypes.Cluster, BadResources.Service)]
    [InlineData(ResourceTypes.Endpoints, BadResources.Service)]
    [InlineData(ResourceTypes.Route, BadResources.Service)]
    [InlineData(ResourceTypes.Listener, BadResources.Address)]
    [InlineData(ResourceTypes.DnsName, BadResources.Host)]
    public async Task Bytes_that_are_no_message_are_refused(string type, string name)
    {
        await using var harness = new DiscoveryHarness();
        var server = Server();
        var stream = await harness.StartAsync(server);
        harness.Client.RequestName(BadResources.Host);
        await harness.KnownAsync(BadResources.Address);
        await Eventually.True(() => harness.Client.IsReady && harness.Client.Current.FindName(BadResources.Host).IsKnown, "everything known");
        var before = harness.Client.Current;

        stream.Send(new Envoy.Service.Discovery.V3.DeltaDiscoveryResponse
        {
            TypeUrl = type,
            Nonce = "raw",
            Resources =
            {
                new Envoy.Service.Discovery.V3.Resource { Name = name, Version = "raw", Resource_ = new Any { TypeUrl = type, Value = ByteString.CopyFrom(0x0A, 0xFF, 0x01) } },
            },
        }.ToByteArray());

        await Eventually.True(() => server.Refusals.Count == 1, "refusal");
        Assert.StartsWith($"{type[(type.LastIndexOf('.') + 1)..]} \"{name}\": ", server.Refusals[0], StringComparison.Ordinal);
        Assert.Same(before, harness.Client.Current);
    }

    private static FakeControlPlane Server()
    {
        var server = new FakeControlPlane().AddBasics().AddService(BadResources.Address, BadResources.Service, "10.0.0.8:8080");
        server.Set(ResourceTypes.DnsName, BadResources.Host, new DnsName { Addresses = { "240.240.0.1" } });
        return server;
    }
}
