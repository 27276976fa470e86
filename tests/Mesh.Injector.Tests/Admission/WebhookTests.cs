using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Hosting.Kubernetes;
using Mesh.Injection;
using Mesh.Injection.Decisions;
using Mesh.Injector.Admission;
using Mesh.Injector.Namespaces;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace Mesh.Injector.Tests.Admission;

public sealed class WebhookTests
{
    private const string Pod = """{"metadata": {"generateName": "web-"}, "spec": {"containers": [{"name": "web"}]}}""";

    [Fact]
    public async Task An_injected_pod_comes_with_a_patch()
    {
        var response = Response(await AnswerAsync(Review("shop", Pod)));

        Assert.Equal(("uid-1", true, "JSONPatch"), ((string?)response["uid"], (bool)response["allowed"]!, (string?)response["patchType"]));
        var patch = JsonNode.Parse(Convert.FromBase64String((string)response["patch"]!))!.AsArray();
        Assert.Contains(patch, operation => (string?)operation!["path"] == "/spec/initContainers");
    }

    [Fact]
    public async Task A_pod_that_is_left_alone_is_allowed_without_patch()
    {
        var response = Response(await AnswerAsync(Review("other", Pod)));
        Assert.True((bool)response["allowed"]!);
        Assert.Null(response["patch"]);
    }

    [Fact]
    public async Task A_refused_pod_is_told_why()
    {
        var pod = Pod.Replace("\"generateName\"", "\"annotations\": {\"config.meshctl.dev/log-level\": \"loud\"}, \"generateName\"", StringComparison.Ordinal);
        var response = Response(await AnswerAsync(Review("shop", pod)));
        Assert.False((bool)response["allowed"]!);
        Assert.Equal("mesh-injector: annotation config.meshctl.dev/log-level of the pod: 'loud' is none of debug, info, warn", (string?)response["status"]!["message"]);
    }

    [Fact]
    public async Task Without_its_namespace_a_pod_is_refused_and_not_let_through()
    {
        Assert.Contains("there is no namespace 'gone'", Message(await AnswerAsync(Review("gone", Pod))), StringComparison.Ordinal);
        Assert.Contains("create the pod again", Message(await AnswerAsync(Review("unreadable", Pod))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_kinds_are_allowed() =>
        Assert.True((bool)Response(await AnswerAsync("""{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u", "kind": {"kind": "Service"}, "object": {}}}"""))["allowed"]!);

    [Theory]
    [InlineData("", "the body is not JSON")]
    [InlineData("{", "the body is not JSON")]
    [InlineData("\u0000", "the body is not JSON")]
    [InlineData("[]", "the body is not an AdmissionReview")]
    [InlineData("null", "the body is not an AdmissionReview")]
    [InlineData("""{"kind": "Pod"}""", "the body is not an AdmissionReview")]
    [InlineData("""{"kind": "AdmissionReview", "kind": "AdmissionReview"}""", "the body is not JSON")]
    [InlineData("""{"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1beta1"}""", "the version of AdmissionReview is not admission.k8s.io/v1")]
    [InlineData("""{"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {"uid": 7}}""", "no request with a uid")]
    [InlineData("""{"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {"uid": "u"}}""", "does not say of what kind")]
    [InlineData("""{"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {"uid": "u", "kind": {"kind": "Pod"}, "object": []}}""", "the request has no object")]
    public async Task What_is_no_review_is_answered_400(string body, string expected)
    {
        var answer = await AnswerAsync(body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(expected, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"spec": {"containers": [{"name": "\ud800"}]}}""")]
    [InlineData("""{"spec": {"containers": []}, "\ud800": 1}""")]
    public async Task Text_that_is_no_Unicode_is_answered_400(string pod)
    {
        var answer = await AnswerAsync(Review("shop", pod));
        Assert.Equal(400, answer.Status);
        Assert.Contains("the body is not JSON", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_answered_400()
    {
        var body = Encoding.UTF8.GetBytes(Review("shop", Pod));
        body[body.AsSpan().IndexOf("web-"u8)] = 0x80;
        Assert.Equal(400, (await CreateWebhook().AnswerAsync(body, CancellationToken.None)).Status);
    }

    [Theory]
    [InlineData("""{"metadata": {"name": 5}, "spec": {"containers": []}}""")]
    [InlineData("""{"metadata": {"generateName": {}}, "spec": {"containers": []}}""")]
    [InlineData("""{"metadata": [], "spec": {"containers": []}}""")]
    public async Task A_name_that_is_none_is_no_crash(string pod) =>
        Assert.Equal(200, (await AnswerAsync(Review("shop", pod))).Status);

    [Fact]
    public async Task Nesting_is_bounded() =>
        Assert.Equal(400, (await AnswerAsync(new string('[', 100_000) + new string(']', 100_000))).Status);

    [Fact]
    public void No_input_is_a_crash() => Prop.ForAll<byte[], int>((noise, at) =>
    {
        var body = Encoding.UTF8.GetBytes(Review("shop", Pod));
        for (var i = 0; i < (noise?.Length ?? 0); i++)
            body[(int)((uint)(at + (i * 7)) % body.Length)] = noise![i];
        Assert.True(CreateWebhook().AnswerAsync(body, CancellationToken.None).IsCompletedSuccessfully);
    }).QuickCheckThrowOnFailure();

    private static string Review(string place, string pod) =>
        $$$"""{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "uid-1", "kind": {"kind": "Pod"}, "namespace": "{{{place}}}", "object": {{{pod}}}}}""";

    private static Task<AdmissionAnswer> AnswerAsync(string body) => CreateWebhook().AnswerAsync(Encoding.UTF8.GetBytes(body), CancellationToken.None);

    private static Webhook CreateWebhook() =>
        new(new PodInjector(TestOptions.Injection), new FixedNamespaces(), Metrics.NewCustomRegistry(), NullLogger<Webhook>.Instance);

    private static JsonNode Response(AdmissionAnswer answer)
    {
        Assert.Equal(200, answer.Status);
        return JsonNode.Parse(answer.Body)!["response"]!;
    }

    private static string Message(AdmissionAnswer answer)
    {
        Assert.False((bool)Response(answer)["allowed"]!);
        return (string)Response(answer)["status"]!["message"]!;
    }

    private sealed class FixedNamespaces : INamespaceSource
    {
        private static readonly Dictionary<string, string> Nothing = [];
        private static readonly Dictionary<string, string> Enabled = new() { ["meshctl.dev/inject"] = "enabled" };

        public ValueTask<NamespaceFacts?> FindAsync(string name, CancellationToken cancellation) => name switch
        {
            "shop" => ValueTask.FromResult<NamespaceFacts?>(new NamespaceFacts(name, Enabled, Nothing)),
            "unreadable" => throw new ApiException(HttpStatusCode.Forbidden, "forbidden"),
            "other" => ValueTask.FromResult<NamespaceFacts?>(new NamespaceFacts(name, Nothing, Nothing)),
            _ => ValueTask.FromResult<NamespaceFacts?>(null),
        };
    }
}
