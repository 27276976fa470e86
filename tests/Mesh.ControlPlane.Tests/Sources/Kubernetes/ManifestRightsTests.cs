using k8s;
using k8s.Models;
using Mesh.ControlPlane.Sources.Kubernetes.Objects;
using Mesh.TestKit;

namespace Mesh.ControlPlane.Tests.Sources.Kubernetes;

/// <summary>The manifest gives the control plane the rights for all that it follows: without one of them it never becomes ready.</summary>
public sealed class ManifestRightsTests
{
    private static readonly IList<V1PolicyRule> Rules = Role("mesh-controlplane").Rules;

    public static TheoryData<string, string> Followed =>
    [
        .. ClusterKind.All.Select(kind => (kind.Resource.Group, kind.Resource.Plural)).Distinct(),
        (ClusterKind.Pods.Group, ClusterKind.Pods.Plural), (ClusterKind.Nodes.Group, ClusterKind.Nodes.Plural),
        (ClusterKind.ServiceNetworks.Group, ClusterKind.ServiceNetworks.Plural),
    ];

    public static TheoryData<string, string> Reported =>
        [.. ClusterKind.All.Where(kind => kind.Status != StatusForm.None).Select(kind => (kind.Resource.Group, kind.Resource.Plural + "/status")).Distinct()];

    [Theory]
    [MemberData(nameof(Followed))]
    public void What_is_followed_may_be_listed_and_watched(string group, string resource) => Assert.Superset(new HashSet<string> { "list", "watch" }, Verbs(group, resource));

    [Theory]
    [MemberData(nameof(Reported))]
    public void What_gets_a_status_may_be_patched(string group, string resource) => Assert.Contains("patch", Verbs(group, resource));

    private static HashSet<string> Verbs(string group, string resource) =>
        [.. Rules.Where(rule => rule.ApiGroups.Contains(group) && rule.Resources.Contains(resource)).SelectMany(rule => rule.Verbs)];

    private static V1ClusterRole Role(string name) =>
        File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests/cluster/manifests/mesh-system.yaml")).Split("\n---\n")
            .Where(text => text.Contains("kind: ClusterRole\n", StringComparison.Ordinal))
            .Select(text => KubernetesYaml.Deserialize<V1ClusterRole>(text)).Single(role => role.Metadata.Name == name);
}
