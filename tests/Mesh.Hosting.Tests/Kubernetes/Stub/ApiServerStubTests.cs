using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.ApiStub;

namespace Mesh.Hosting.Tests.Kubernetes.Stub;

/// <summary>The stub does what the real client expects of a server.</summary>
public sealed class ApiServerStubTests : IAsyncLifetime
{
    private ApiServerStub _server = null!;
    private k8s.Kubernetes _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServerStub.StartAsync();
        _client = StubClient.Of(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Objects_are_made_read_changed_and_deleted()
    {
        var made = await _client.CoreV1.CreateNamespacedConfigMapAsync(Map("a", "1"), "default");
        Assert.NotNull(made.Metadata.Uid);

        made.Data["key"] = "2";
        var changed = await _client.CoreV1.ReplaceNamespacedConfigMapAsync(made, "a", "default");
        Assert.NotEqual(made.Metadata.ResourceVersion, changed.Metadata.ResourceVersion);
        Assert.Equal("2", (await _client.CoreV1.ReadNamespacedConfigMapAsync("a", "default")).Data["key"]);

        await _client.CoreV1.DeleteNamespacedConfigMapAsync("a", "default");
        Assert.Empty((await _client.CoreV1.ListNamespacedConfigMapAsync("default")).Items);
    }

    [Theory]
    [InlineData("exists", 409)]
    [InlineData("missing", 404)]
    [InlineData("stale", 409)]
    [InlineData("nowhere", 404)]
    public async Task What_cannot_be_is_refused(string what, int status)
    {
        var made = await _client.CoreV1.CreateNamespacedConfigMapAsync(Map("a", "1"), "default");
        await _client.CoreV1.ReplaceNamespacedConfigMapAsync(Map("a", "2"), "a", "default");

        var error = await Assert.ThrowsAsync<HttpOperationException>(() => what switch
        {
            "exists" => _client.CoreV1.CreateNamespacedConfigMapAsync(Map("a", "1"), "default"),
            "missing" => _client.CoreV1.ReadNamespacedConfigMapAsync("b", "default"),
            "stale" => _client.CoreV1.ReplaceNamespacedConfigMapAsync(made, "a", "default"),
            _ => _client.CoreV1.CreateNamespacedConfigMapAsync(Map("a", "1"), "nowhere"),
        });

        Assert.Equal(status, (int)error.Response.StatusCode);
        Assert.Equal(status, JsonSerializer.Deserialize<V1Status>(error.Response.Content, JsonSerializerOptions.Web)!.Code);
    }

    [Theory]
    [InlineData(V1Patch.PatchType.MergePatch, """{"data":{"key":null,"more":"x"}}""")]
    [InlineData(V1Patch.PatchType.StrategicMergePatch, """{"data":{"key":null,"more":"x"}}""")]
    [InlineData(V1Patch.PatchType.JsonPatch, """[{"op":"remove","path":"/data/key"},{"op":"add","path":"/data/more","value":"x"}]""")]
    public async Task Patches_change_what_they_name(V1Patch.PatchType type, string patch)
    {
        await _client.CoreV1.CreateNamespacedConfigMapAsync(Map("a", "1"), "default");

        var patched = await _client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch(patch, type), "a", "default");

        Assert.Equal(["more"], patched.Data.Keys);
    }

    [Fact]
    public async Task Server_side_apply_makes_and_merges()
    {
        var apply = new V1Patch("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"one":"1"}}""", V1Patch.PatchType.ApplyPatch);
        await _client.CoreV1.PatchNamespacedConfigMapAsync(apply, "a", "default", fieldManager: "test", force: true);
        var more = new V1Patch("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"two":"2"}}""", V1Patch.PatchType.ApplyPatch);

        var merged = await _client.CoreV1.PatchNamespacedConfigMapAsync(more, "a", "default", fieldManager: "test", force: true);

        Assert.Equal(["one", "two"], merged.Data.Keys.Order());
    }

    [Fact]
    public async Task A_service_gets_an_address()
    {
        var made = await _client.CoreV1.CreateNamespacedServiceAsync(
            new V1Service { Metadata = new V1ObjectMeta { Name = "web" }, Spec = new V1ServiceSpec { Ports = [new V1ServicePort { Port = 80 }] } }, "default");

        Assert.StartsWith("10.96.", made.Spec.ClusterIP, StringComparison.Ordinal);
        Assert.Equal([made.Spec.ClusterIP], made.Spec.ClusterIPs);
        Assert.Equal("80", made.Spec.Ports[0].TargetPort.Value);
    }

    [Fact]
    public async Task Tokens_are_issued_and_reviewed_for_their_audience()
    {
        await _client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "web" } }, "default");
        var issued = await _client.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = ["mesh-ca"], ExpirationSeconds = 600 } }, "web", "default");

        var right = await ReviewAsync(issued.Status.Token, "mesh-ca");
        var wrong = await ReviewAsync(issued.Status.Token, "other");
        var forged = await ReviewAsync("a.b.c", "mesh-ca");

        Assert.True(right.Status.Authenticated);
        Assert.Equal("system:serviceaccount:default:web", right.Status.User.Username);
        Assert.Equal(["mesh-ca"], right.Status.Audiences);
        Assert.NotEqual(true, wrong.Status.Authenticated);
        Assert.NotEqual(true, forged.Status.Authenticated);
    }

    [Fact]
    public async Task A_definition_serves_a_kind_until_it_is_deleted()
    {
        await Assert.ThrowsAsync<HttpOperationException>(ListWidgets);
        await _server.ApplyAsync(Widgets.Definition);
        await _server.ApplyAsync(Widgets.Make("a", 1));

        Assert.Contains("\"a\"", JsonSerializer.Serialize(await ListWidgets()), StringComparison.Ordinal);
        await _client.CustomObjects.PatchNamespacedCustomObjectStatusAsync(
            new V1Patch("""{"status":{"ok":true},"spec":{"size":9}}""", V1Patch.PatchType.MergePatch), "example.org", "v1", "default", "widgets", "a");
        var stored = _server.Find("example.org/v1", "Widget", "default", "a")!;
        Assert.True((bool)stored["status"]!["ok"]!);
        Assert.Equal(1, (int)stored["spec"]!["size"]!);

        _server.Delete("apiextensions.k8s.io/v1", "CustomResourceDefinition", null, "widgets.example.org");
        await Assert.ThrowsAsync<HttpOperationException>(ListWidgets);

        Task<object> ListWidgets() => _client.CustomObjects.ListNamespacedCustomObjectAsync("example.org", "v1", "default", "widgets");
    }

    private static V1ConfigMap Map(string name, string value) =>
        new() { Metadata = new V1ObjectMeta { Name = name }, Data = new Dictionary<string, string> { ["key"] = value } };

    private Task<V1TokenReview> ReviewAsync(string token, string audience) => _client.AuthenticationV1.CreateTokenReviewAsync(
        new V1TokenReview { Spec = new V1TokenReviewSpec { Token = token, Audiences = [audience] } });
}
