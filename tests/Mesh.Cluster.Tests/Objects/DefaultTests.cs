using System.Net;
using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;

namespace Mesh.Cluster.Tests.Objects;

/// <summary>What the server adds, as far as the mesh relies on it.</summary>
public sealed class DefaultTests : ClusterTest
{
    [Fact]
    public async Task A_namespace_has_its_name_as_a_label_and_a_service_account()
    {
        var read = await Client.CoreV1.ReadNamespaceAsync(Place);

        Assert.Equal(Place, read.Metadata.Labels["kubernetes.io/metadata.name"]);
        Assert.Equal("Active", read.Status.Phase);
        Assert.Equal("default", (await Client.CoreV1.ReadNamespacedServiceAccountAsync("default", Place)).Metadata.Name);
    }

    [Fact]
    public async Task A_service_gets_an_address_of_its_own()
    {
        var one = await Client.CoreV1.CreateNamespacedServiceAsync(Samples.Service("one"), Place);
        var two = await Client.CoreV1.CreateNamespacedServiceAsync(Samples.Service("two"), Place);

        Assert.True(IPAddress.TryParse(one.Spec.ClusterIP, out _));
        Assert.Equal([one.Spec.ClusterIP], one.Spec.ClusterIPs);
        Assert.NotEqual(one.Spec.ClusterIP, two.Spec.ClusterIP);
        Assert.Equal(("ClusterIP", "None", "Cluster", "SingleStack"), (one.Spec.Type, one.Spec.SessionAffinity, one.Spec.InternalTrafficPolicy, one.Spec.IpFamilyPolicy));
        Assert.Equal(["IPv4"], one.Spec.IpFamilies);
        Assert.Equal(("80", "TCP"), (one.Spec.Ports[0].TargetPort.Value, one.Spec.Ports[0].Protocol));
    }

    [Fact]
    public async Task A_headless_service_and_one_that_is_another_name_get_none()
    {
        var headless = Samples.Service("headless");
        headless.Spec.ClusterIP = "None";
        var named = new V1Service { Metadata = new V1ObjectMeta { Name = "named" }, Spec = new V1ServiceSpec { Type = "ExternalName", ExternalName = "example.org" } };

        headless = await Client.CoreV1.CreateNamespacedServiceAsync(headless, Place);
        named = await Client.CoreV1.CreateNamespacedServiceAsync(named, Place);

        Assert.Equal("None", headless.Spec.ClusterIP);
        Assert.Equal(["None"], headless.Spec.ClusterIPs);
        Assert.Null(named.Spec.ClusterIP);
        Assert.Null(named.Spec.ClusterIPs);
    }

    [Fact]
    public async Task A_pod_runs_as_the_default_account_and_waits()
    {
        var made = await Client.CoreV1.CreateNamespacedPodAsync(Samples.Pod("a"), Place);

        Assert.Equal(("default", "Pending"), (made.Spec.ServiceAccountName, made.Status.Phase));
        Assert.Null(made.Spec.InitContainers);
        Assert.NotNull(made.Spec.Volumes.Single(volume => volume.Name.StartsWith("kube-api-access-", StringComparison.Ordinal)).Projected);
    }

    [Fact]
    public async Task A_projected_token_stays_as_it_was_asked_for()
    {
        var pod = Samples.Pod("a");
        pod.Spec.Containers[0].VolumeMounts = [new V1VolumeMount { Name = "mesh-token", MountPath = "/var/run/secrets/mesh/token", ReadOnlyProperty = true }];
        pod.Spec.Volumes =
        [
            new V1Volume
            {
                Name = "mesh-token",
                Projected = new V1ProjectedVolumeSource
                {
                    Sources = [new V1VolumeProjection { ServiceAccountToken = new V1ServiceAccountTokenProjection { Audience = "mesh-ca", Path = "token", ExpirationSeconds = 3600 } }],
                },
            },
        ];

        await Client.CoreV1.CreateNamespacedPodAsync(pod, Place);

        var read = await Client.CoreV1.ReadNamespacedPodAsync("a", Place);
        var token = Assert.Single(read.Spec.Volumes.Single(volume => volume.Name == "mesh-token").Projected.Sources).ServiceAccountToken;
        Assert.Equal(("mesh-ca", "token", 3600L), (token.Audience, token.Path, token.ExpirationSeconds));
        Assert.Equal("/var/run/secrets/mesh/token", read.Spec.Containers[0].VolumeMounts[0].MountPath);
    }

    [Fact]
    public async Task The_status_of_a_pod_is_written_apart()
    {
        await Client.CoreV1.CreateNamespacedPodAsync(Samples.Pod("a"), Place);

        await Client.CoreV1.PatchNamespacedPodStatusAsync(
            new V1Patch("""{"metadata":{"labels":{"ignored":"yes"}},"status":{"phase":"Running","podIP":"10.1.0.1","podIPs":[{"ip":"10.1.0.1"}]}}""", V1Patch.PatchType.StrategicMergePatch), "a", Place);
        await Client.CoreV1.PatchNamespacedPodAsync(
            new V1Patch("""{"metadata":{"labels":{"app":"a"}},"status":{"phase":"Failed"}}""", V1Patch.PatchType.StrategicMergePatch), "a", Place);

        var read = await Client.CoreV1.ReadNamespacedPodAsync("a", Place);
        Assert.Equal(("Running", "10.1.0.1"), (read.Status.Phase, read.Status.PodIP));
        Assert.Equal("a", read.Metadata.Labels["app"]);
    }
}
