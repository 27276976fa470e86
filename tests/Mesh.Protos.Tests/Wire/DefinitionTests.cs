namespace Mesh.Protos.Tests.Wire;

public sealed class DefinitionTests
{
    public static TheoryData<string> Types => [.. EnvoyFields.All.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_is_defined_as_envoy_defines_it(string type)
    {
        var expected = EnvoyFields.All[type].Select(field => field.ToString()).Order(StringComparer.Ordinal);
        var name = type[(type.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        var actual = type.StartsWith("enum ", StringComparison.Ordinal)
            ? OurMessages.Enums[name].Values.Select(value => $"{value.Name} = {value.Number}")
            : OurMessages.Messages[name].Fields.InDeclarationOrder().Select(field => $"{OurMessages.TypeOf(field)} {field.Name} = {field.FieldNumber}");
        Assert.Equal(expected, actual.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_type_is_missing_in_the_list()
    {
        var ours = OurMessages.Messages.Keys.Select(name => "message " + name).Concat(OurMessages.Enums.Keys.Select(name => "enum " + name));
        Assert.Equal(EnvoyFields.All.Keys.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_discovery_service_has_envoys_methods()
    {
        var service = Envoy.Service.Discovery.V3.AdsReflection.Descriptor.Services.Single();
        Assert.Equal("envoy.service.discovery.v3.AggregatedDiscoveryService", service.FullName);
        Assert.Equal(
            [
                "StreamAggregatedResources envoy.service.discovery.v3.DiscoveryRequest envoy.service.discovery.v3.DiscoveryResponse",
                "DeltaAggregatedResources envoy.service.discovery.v3.DeltaDiscoveryRequest envoy.service.discovery.v3.DeltaDiscoveryResponse",
            ],
            service.Methods.Select(method => $"{method.Name} {method.InputType.FullName} {method.OutputType.FullName}"));
        Assert.All(service.Methods, method => Assert.True(method.IsClientStreaming && method.IsServerStreaming));
    }
}
