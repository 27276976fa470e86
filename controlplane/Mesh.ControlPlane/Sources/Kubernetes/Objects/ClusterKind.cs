using Mesh.Hosting.Kubernetes;

namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>A kind whose objects are read as manifests are.</summary>
/// <param name="Resource">Where they are.</param>
/// <param name="Kind">As in <c>kind:</c>.</param>
/// <param name="Status">How an object's status says what became of it.</param>
internal sealed record ClusterKind(KubernetesResource Resource, string Kind, StatusForm Status)
{
    private const string GatewayApi = "gateway.networking.k8s.io";
    private const string Ours = "meshctl.dev";

    /// <summary>The kinds, besides pods and nodes; of a kind with several versions the preferred first.</summary>
    public static IReadOnlyList<ClusterKind> All { get; } =
    [
        new(new("", "v1", "services"), "Service", StatusForm.None),
        new(new("discovery.k8s.io", "v1", "endpointslices"), "EndpointSlice", StatusForm.None),
        new(new(GatewayApi, "v1", "httproutes"), "HTTPRoute", StatusForm.Parents),
        // Releases of the Gateway API serve the one, the other, or both.
        new(new(GatewayApi, "v1", "tcproutes"), "TCPRoute", StatusForm.Parents),
        new(new(GatewayApi, "v1alpha2", "tcproutes"), "TCPRoute", StatusForm.Parents),
        new(new(GatewayApi, "v1", "tlsroutes"), "TLSRoute", StatusForm.Parents),
        new(new(GatewayApi, "v1alpha3", "tlsroutes"), "TLSRoute", StatusForm.Parents),
        new(new(GatewayApi, "v1alpha2", "tlsroutes"), "TLSRoute", StatusForm.Parents),
        new(new(Ours, "v1alpha1", "workloadentries"), "WorkloadEntry", StatusForm.Conditions),
        new(new(Ours, "v1alpha1", "peerauthentications"), "PeerAuthentication", StatusForm.Conditions),
    ];

    /// <summary>Pods that run or will.</summary>
    public static KubernetesResource Pods { get; } = new("", "v1", "pods");

    /// <summary>Nodes, for zones and pod networks.</summary>
    public static KubernetesResource Nodes { get; } = new("", "v1", "nodes");

    /// <summary>Networks of cluster addresses (Kubernetes 1.33).</summary>
    public static KubernetesResource ServiceNetworks { get; } = new("networking.k8s.io", "v1", "servicecidrs");

    /// <summary>As in <c>apiVersion:</c>.</summary>
    public string ApiVersion => Resource.Group.Length == 0 ? Resource.Version : $"{Resource.Group}/{Resource.Version}";
}
