using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.ApiStub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Mesh.Hosting.Tests.Kubernetes.Stub;

/// <summary>The stub asks webhooks as a server does.</summary>
public sealed class AdmissionTests : IAsyncLifetime
{
    private ApiServerStub _server = null!;
    private k8s.Kubernetes _client = null!;
    private WebApplication _webhook = null!;
    private Func<JsonNode, JsonObject> _answer = _ => new JsonObject { ["allowed"] = true };

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServerStub.StartAsync();
        _client = StubClient.Of(_server);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _webhook = builder.Build();
        _webhook.Run(AnswerAsync);
        await _webhook.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _webhook.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_changes_pods_of_the_namespaces_it_selects()
    {
        await ConfigureAsync("Fail", "kube-system");
        var patch = """[{"op":"add","path":"/metadata/labels","value":{"seen":"yes"}}]""";
        _answer = _ => new JsonObject { ["allowed"] = true, ["patchType"] = "JSONPatch", ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)) };

        var other = await _client.CoreV1.CreateNamespacedPodAsync(Pod("a"), "kube-system");
        var changed = await _client.CoreV1.CreateNamespacedPodAsync(Pod("a"), "default");

        Assert.Null(other.Metadata.Labels);
        Assert.Equal("yes", changed.Metadata.Labels["seen"]);
        Assert.Equal("default", changed.Spec.ServiceAccountName);
    }

    [Fact]
    public async Task A_refusal_says_why()
    {
        await ConfigureAsync("Ignore", "kube-system");
        _answer = _ => new JsonObject { ["allowed"] = false, ["status"] = new JsonObject { ["message"] = "not today" } };

        var error = await Assert.ThrowsAsync<HttpOperationException>(() => _client.CoreV1.CreateNamespacedPodAsync(Pod("a"), "default"));

        Assert.Contains("denied the request: not today", error.Response.Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Fail", true)]
    [InlineData("Ignore", false)]
    public async Task The_policy_says_what_a_missing_answer_means(string policy, bool isRefused)
    {
        await ConfigureAsync(policy, "kube-system");
        await _webhook.StopAsync();

        var error = await Record.ExceptionAsync(() => _client.CoreV1.CreateNamespacedPodAsync(Pod("a"), "default"));

        Assert.Equal(isRefused, error is HttpOperationException);
    }

    private Task ConfigureAsync(string policy, string excluded) => _server.ApplyAsync($$$"""
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"test"},
         "webhooks":[{"name":"test.example.org","clientConfig":{"url":"{{{_webhook.Urls.Single()}}}/inject"},"failurePolicy":"{{{policy}}}",
          "rules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["pods"]}],
          "namespaceSelector":{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["{{{excluded}}}"]}]}}]}
        """);

    private async Task AnswerAsync(HttpContext context)
    {
        var review = (await JsonNode.ParseAsync(context.Request.Body))!;
        var response = _answer(review["request"]!["object"]!);
        response["uid"] = (string)review["request"]!["uid"]!;
        await context.Response.WriteAsync(new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response }.ToJsonString());
    }

    private static V1Pod Pod(string name) =>
        new() { Metadata = new V1ObjectMeta { Name = name }, Spec = new V1PodSpec { Containers = [new V1Container { Name = "app", Image = "app" }] } };
}
