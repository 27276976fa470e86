namespace Mesh.ControlPlane.Tests.Sources.Files;

/// <summary>Manifests for tests.</summary>
internal static class Manifests
{
    /// <summary>Services of namespace shop with port 80, for workloads with the label <c>app: NAME</c>.</summary>
    public static string Services(params string[] names) => string.Join("---\n", names.Select(name => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: shop}
        spec:
          selector: {app: {{name}}}
          ports: [{name: http, port: 80, targetPort: 8080, appProtocol: http}]

        """));

    /// <summary>A workload of namespace shop that serves <paramref name="app"/>.</summary>
    public static string Workload(string name, string address, string app = "catalog", string serviceAccount = "default") => $"""
        apiVersion: meshctl.dev/v1alpha1
        kind: WorkloadEntry
        metadata:
          name: {name}
          namespace: shop
          labels:
            app: {app}
        spec:
          address: {address}
          serviceAccount: {serviceAccount}

        """;
}
