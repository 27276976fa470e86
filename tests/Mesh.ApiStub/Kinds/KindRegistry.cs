using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Mesh.ApiStub.Kinds;

/// <summary>The kinds that are served: those of Kubernetes that the mesh deals with, and what CustomResourceDefinitions add.</summary>
public sealed class KindRegistry
{
    private static readonly ApiKind[] BuiltIn =
    [
        Core("Namespace", "namespaces", "ns") with { IsNamespaced = false, SelectableFields = ["status.phase"] },
        Core("Node", "nodes", "no") with { IsNamespaced = false, SelectableFields = ["spec.unschedulable"] },
        Core("Pod", "pods", "po") with
        {
            SelectableFields =
            [
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
                "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
            ],
        },
        Core("Service", "services", "svc") with { SelectableFields = ["spec.clusterIP", "spec.type"] },
        Core("ServiceAccount", "serviceaccounts", "sa") with { HasStatus = false },
        Core("ConfigMap", "configmaps", "cm") with { HasStatus = false },
        Core("Secret", "secrets") with { HasStatus = false, SelectableFields = ["type"] },
        Core("Event", "events", "ev") with { HasStatus = false },
        new("apps", ["v1"], "Deployment", "deployments", true) { HasStatus = true, ShortNames = ["deploy"] },
        new("discovery.k8s.io", ["v1"], "EndpointSlice", "endpointslices", true),
        new("coordination.k8s.io", ["v1"], "Lease", "leases", true),
        new("networking.k8s.io", ["v1"], "ServiceCIDR", "servicecidrs", false) { HasStatus = true },
        new("rbac.authorization.k8s.io", ["v1"], "ClusterRole", "clusterroles", false),
        new("rbac.authorization.k8s.io", ["v1"], "ClusterRoleBinding", "clusterrolebindings", false),
        new("rbac.authorization.k8s.io", ["v1"], "Role", "roles", true),
        new("rbac.authorization.k8s.io", ["v1"], "RoleBinding", "rolebindings", true),
        new("admissionregistration.k8s.io", ["v1"], "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", false),
        new("apiextensions.k8s.io", ["v1"], "CustomResourceDefinition", "customresourcedefinitions", false) { HasStatus = true, ShortNames = ["crd"] },
    ];

    private ImmutableList<ApiKind> _kinds = [.. BuiltIn];

    /// <summary>All kinds.</summary>
    public IReadOnlyList<ApiKind> All => _kinds;

    /// <summary>The kind of a path; null when it is not served.</summary>
    public ApiKind? Find(string group, string version, string plural) =>
        _kinds.Find(kind => kind.Group == group && kind.Plural == plural && kind.Versions.Contains(version));

    /// <summary>Serves a kind from now on, in place of one of the same name.</summary>
    public void Add(ApiKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ImmutableInterlocked.Update(ref _kinds, kinds => kinds.RemoveAll(known => known.Group == kind.Group && known.Plural == kind.Plural).Add(kind));
    }

    /// <summary>Serves a kind no more.</summary>
    public void Remove(string group, string plural) =>
        ImmutableInterlocked.Update(ref _kinds, kinds => kinds.RemoveAll(known => known.Group == group && known.Plural == plural));

    /// <summary>The kind that a CustomResourceDefinition defines.</summary>
    public static ApiKind OfDefinition(JsonNode definition)
    {
        var spec = definition["spec"]!;
        var names = spec["names"]!;
        var versions = spec["versions"]!.AsArray().Where(version => (bool?)version!["served"] ?? true).ToArray();
        return new ApiKind(
            (string)spec["group"]!, [.. versions.Select(version => (string)version!["name"]!)],
            (string)names["kind"]!, (string)names["plural"]!, (string?)spec["scope"] == "Namespaced")
        {
            IsCustom = true,
            HasStatus = versions.Any(version => version!["subresources"]?["status"] is not null),
            ShortNames = [.. names["shortNames"]?.AsArray().Select(name => (string)name!) ?? []],
        };
    }

    private static ApiKind Core(string kind, string plural, params string[] shortNames) =>
        new("", ["v1"], kind, plural, true) { HasStatus = true, ShortNames = shortNames };
}
