using System.Net;
using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;
using Mesh.Injector.Serving;
using Mesh.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Cluster.Tests.Admission;

/// <summary>The whole injector, asked by the API server through the webhooks of tests/cluster/manifests.</summary>
public sealed class InjectionTests : ClusterTest
{
    private const string Configuration = "mesh-injector";

    private string _injected = "";
    private InjectorServer? _server;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Cluster.UseSystemNamespaceAsync();
        await Client.AdmissionregistrationV1.CreateMutatingWebhookConfigurationAsync(InjectorSetup.Webhooks());
        Cluster.Afterwards(() => Client.AdmissionregistrationV1.DeleteMutatingWebhookConfigurationAsync(Configuration));
        _injected = await Cluster.NamespaceAsync(new() { ["meshctl.dev/inject"] = "enabled" });
        _server = await InjectorServer.StartAsync(InjectorSetup.Options(Cluster), TimeProvider.System, new Random(1), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        await Cluster.ExposeAsync("mesh-system", "mesh-injector", IPEndPoint.Parse(_server.Listen));
        await Eventually.TrueAsync(async () => (await Client.CoreV1.ReadNamespaceAsync(_injected)).Metadata.Labels.ContainsKey("meshctl.dev/inject"), "the annotation is mirrored");
        await InjectsAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_pod_of_an_annotated_namespace_is_injected()
    {
        await Client.CoreV1.CreateNamespacedPodAsync(Samples.Pod("web"), _injected);

        var pod = await Client.CoreV1.ReadNamespacedPodAsync("web", _injected);
        Assert.Equal(["mesh-init", "mesh-proxy"], pod.Spec.InitContainers.Select(container => container.Name));
        Assert.Equal("Always", pod.Spec.InitContainers[1].RestartPolicy);
        Assert.Equal("true", pod.Metadata.Labels["meshctl.dev/injected"]);
        var token = pod.Spec.Volumes.Single(volume => volume.Name == "mesh-token").Projected.Sources.Single().ServiceAccountToken;
        Assert.Equal(("mesh-ca", "token"), (token.Audience, token.Path));
        Assert.Equal("default", pod.Spec.ServiceAccountName);
    }

    [Fact]
    public async Task An_annotated_pod_of_any_namespace_is_injected_and_others_are_not()
    {
        Assert.Equal(2, (await TryAsync(Place, ("meshctl.dev/inject", "enabled"))).Spec.InitContainers.Count);
        Assert.Null((await TryAsync(Place)).Spec.InitContainers);
        Assert.Null((await TryAsync(_injected, ("meshctl.dev/inject", "disabled"))).Spec.InitContainers);
        Assert.Null((await TryAsync("kube-system", ("meshctl.dev/inject", "enabled"))).Spec.InitContainers);
    }

    [Fact]
    public async Task A_label_is_enough()
    {
        var pod = Samples.Pod("web");
        pod.Metadata.Labels = new Dictionary<string, string> { ["meshctl.dev/inject"] = "enabled" };

        Assert.Equal(2, (await Client.CoreV1.CreateNamespacedPodAsync(pod, Place, dryRun: "All")).Spec.InitContainers.Count);
    }

    [Fact]
    public async Task A_bad_annotation_is_refused_with_what_to_do()
    {
        var refused = await Refused.ByAsync(() => TryAsync(_injected, ("config.meshctl.dev/drain-deadline", "soon")));

        Assert.Equal(400, refused.Code);
        Assert.Equal(
            "admission webhook \"namespace.inject.meshctl.dev\" denied the request: mesh-injector: annotation config.meshctl.dev/drain-deadline of the pod: 'soon' is not a duration such as 300ms",
            refused.Message.Split("300ms")[0] + "300ms");
    }

    [Fact]
    public async Task While_it_is_down_pods_that_ask_for_a_proxy_are_refused_and_all_others_start()
    {
        await _server!.DisposeAsync();
        _server = null;

        var refused = await Refused.ByAsync(() => TryAsync(_injected));
        Assert.Equal((500, "InternalError"), (refused.Code, refused.Reason));
        Assert.StartsWith("Internal error occurred: failed calling webhook \"namespace.inject.meshctl.dev\": ", refused.Message, StringComparison.Ordinal);
        Assert.Null((await TryAsync(Place)).Spec.InitContainers);
        await TryAsync("mesh-system");
    }

    [Fact]
    public async Task A_configuration_that_is_applied_anew_is_trusted_again()
    {
        var applied = InjectorSetup.Webhooks();
        applied.Metadata.ResourceVersion = (await Client.AdmissionregistrationV1.ReadMutatingWebhookConfigurationAsync(Configuration)).Metadata.ResourceVersion;
        await Client.AdmissionregistrationV1.ReplaceMutatingWebhookConfigurationAsync(applied, Configuration);

        await InjectsAsync();
    }

    [Theory]
    [InlineData("sideEffects")]
    [InlineData("admissionReviewVersions")]
    [InlineData("url")]
    public async Task A_configuration_that_cannot_be_used_is_refused(string what)
    {
        var configuration = InjectorSetup.Webhooks();
        configuration.Metadata.Name = "mesh-test-refused";
        var webhook = configuration.Webhooks[0];
        if (what == "sideEffects")
            webhook.SideEffects = null;
        else if (what == "admissionReviewVersions")
            webhook.AdmissionReviewVersions = null;
        else
            webhook.ClientConfig = new Admissionregistrationv1WebhookClientConfig { Url = "http://10.0.0.1/inject" };

        var refused = await Refused.ByAsync(() => Client.AdmissionregistrationV1.CreateMutatingWebhookConfigurationAsync(configuration, dryRun: "All"));

        Assert.Equal((422, "Invalid"), (refused.Code, refused.Reason));
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
    }

    // Trust and the way to the webhook reach the API server after a while; until then it refuses.
    private Task InjectsAsync() => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                return (await TryAsync(_injected)).Spec.InitContainers is not null && (await TryAsync(Place, ("meshctl.dev/inject", "enabled"))).Spec.InitContainers is not null;
            }
            catch (k8s.Autorest.HttpOperationException early) when (early.Response.StatusCode == HttpStatusCode.InternalServerError)
            {
                return false;
            }
        },
        "the API server asks the injector");

    private Task<V1Pod> TryAsync(string place, params (string Key, string Value)[] annotations) =>
        Client.CoreV1.CreateNamespacedPodAsync(Samples.Pod("web", annotations), place, dryRun: "All", cancellationToken: TestContext.Current.CancellationToken);
}
