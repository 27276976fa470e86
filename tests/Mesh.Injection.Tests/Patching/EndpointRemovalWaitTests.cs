using System.Text.Json.Nodes;
using Mesh.Injection.Tests.Fakes;

namespace Mesh.Injection.Tests.Patching;

public sealed class EndpointRemovalWaitTests
{
    [Theory]
    [InlineData("{}", 3)]
    [InlineData("""{"lifecycle": null}""", 3)]
    [InlineData("""{"lifecycle": {"postStart": {"exec": {"command": ["true"]}}}}""", 3)]
    public void An_application_lives_on_for_three_seconds(string container, int seconds) =>
        Assert.Equal(seconds, Wait(container, pod: "{}"));

    [Fact]
    public void A_hook_of_the_users_own_stays() =>
        Assert.Null(Wait("""{"lifecycle": {"preStop": {"exec": {"command": ["sleep", "1"]}}}}""", pod: "{}"));

    [Theory]
    [InlineData(4, 2)]
    [InlineData(1, null)]
    [InlineData(0, null)]
    public void At_most_half_of_the_grace_period_is_spent(int grace, int? seconds) =>
        Assert.Equal(seconds, Wait("{}", $$"""{"terminationGracePeriodSeconds": {{grace}}}"""));

    [Theory]
    [InlineData("0", null)]
    [InlineData("10", 10)]
    public void An_annotation_decides(string setting, int? seconds) =>
        Assert.Equal(seconds, Wait("{}", "{}", ("config.meshctl.dev/endpoint-removal-wait-seconds", setting)));

    private static long? Wait(string container, string pod, params (string Key, string Value)[] annotations)
    {
        var document = Samples.Pod(annotations);
        Merge(document["spec"]!.AsObject(), Samples.Parse(pod));
        Merge(document["spec"]!["containers"]![0]!.AsObject(), Samples.Parse(container));
        var result = Samples.Injector.Inject(document, Samples.Enabled);
        return (long?)PatchedDocument.Apply(document, result.Patch!)["spec"]!["containers"]![0]!["lifecycle"]?["preStop"]?["sleep"]?["seconds"];
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (key, value) in from)
            into[key] = value?.DeepClone();
    }
}
