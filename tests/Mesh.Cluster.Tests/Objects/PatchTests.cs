using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;

namespace Mesh.Cluster.Tests.Objects;

/// <summary>The forms of patches.</summary>
public sealed class PatchTests : ClusterTest
{
    [Theory]
    [InlineData(V1Patch.PatchType.MergePatch, """{"data":{"key":null,"more":"x"}}""")]
    [InlineData(V1Patch.PatchType.StrategicMergePatch, """{"data":{"key":null,"more":"x"}}""")]
    [InlineData(V1Patch.PatchType.JsonPatch, """[{"op":"test","path":"/data/key","value":"1"},{"op":"remove","path":"/data/key"},{"op":"add","path":"/data/more","value":"x"}]""")]
    public async Task Patches_change_what_they_name(V1Patch.PatchType type, string patch)
    {
        await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1"), ("kept", "k")), Place);

        var patched = await Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch(patch, type), "a", Place);

        Assert.Equal(["kept", "more"], patched.Data.Keys.Order());
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/data/key","value":"2"},{"op":"remove","path":"/data/key"}]""")]
    [InlineData("""[{"op":"remove","path":"/data/other"}]""")]
    public async Task A_patch_that_does_not_fit_changes_nothing(string patch)
    {
        await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place);

        var refused = await Refused.ByAsync(() => Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch(patch, V1Patch.PatchType.JsonPatch), "a", Place));

        Assert.Equal((422, "Invalid"), (refused.Code, refused.Reason));
        Assert.Equal("1", (await Client.CoreV1.ReadNamespacedConfigMapAsync("a", Place)).Data["key"]);
    }

    [Fact]
    public async Task A_replacement_makes_what_is_not_there()
    {
        await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place);

        var patched = await Client.CoreV1.PatchNamespacedConfigMapAsync(
            new V1Patch("""[{"op":"replace","path":"/data/other","value":"x"}]""", V1Patch.PatchType.JsonPatch), "a", Place);

        Assert.Equal("x", patched.Data["other"]);
    }

    [Fact]
    public async Task A_patch_may_name_the_version_it_is_for()
    {
        var made = await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place);
        await PatchAsync(made.Metadata.ResourceVersion);

        var refused = await Refused.ByAsync(() => PatchAsync(made.Metadata.ResourceVersion));

        Assert.Equal((409, "Conflict"), (refused.Code, refused.Reason));

        Task PatchAsync(string version) => Client.CoreV1.PatchNamespacedConfigMapAsync(
            new V1Patch($$$"""{"metadata":{"resourceVersion":"{{{version}}}"},"data":{"key":"{{{version}}}"}}""", V1Patch.PatchType.MergePatch), "a", Place);
    }

    [Fact]
    public async Task Lists_are_merged_by_key_or_replaced_as_the_form_says()
    {
        await Client.CoreV1.CreateNamespacedServiceAsync(Samples.Service("web"), Place);
        const string More = """{"spec":{"ports":[{"name":"more","port":81,"protocol":"TCP"}]}}""";

        var strategic = await Client.CoreV1.PatchNamespacedServiceAsync(new V1Patch(More, V1Patch.PatchType.StrategicMergePatch), "web", Place);
        var removed = await Client.CoreV1.PatchNamespacedServiceAsync(
            new V1Patch("""{"spec":{"ports":[{"port":80,"$patch":"delete"}]}}""", V1Patch.PatchType.StrategicMergePatch), "web", Place);
        await Client.CoreV1.ReplaceNamespacedServiceAsync(strategic.WithVersion(removed), "web", Place);
        var merged = await Client.CoreV1.PatchNamespacedServiceAsync(new V1Patch(More, V1Patch.PatchType.MergePatch), "web", Place);

        Assert.Equal(["http", "more"], strategic.Spec.Ports.Select(port => port.Name).Order());
        Assert.Equal(["more"], removed.Spec.Ports.Select(port => port.Name));
        Assert.Equal(["more"], merged.Spec.Ports.Select(port => port.Name));
    }

    [Fact]
    public async Task A_patch_of_an_unknown_form_is_refused()
    {
        await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a"), Place);
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(Client.BaseUri, $"api/v1/namespaces/{Place}/configmaps/a"));
        request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");

        using var response = await Client.HttpClient.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(415, (int)response.StatusCode);
    }
}
