namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Configuration that several tests share.</summary>
internal static class Yaml
{
    internal const string Strict = """
        apiVersion: meshctl.dev/v1alpha1
        kind: PeerAuthentication
        metadata: {name: default, namespace: mesh-system}
        spec: {mtls: {mode: STRICT}}
        """;

    /// <summary>Plaintext is welcome at workloads with this label <c>app</c>.</summary>
    internal static string Permissive(string app) => $$"""
        apiVersion: meshctl.dev/v1alpha1
        kind: PeerAuthentication
        metadata: {name: {{app}}, namespace: t}
        spec:
          selector:
            matchLabels: {app: {{app}}}
          mtls: {mode: PERMISSIVE}
        ---

        """;

    internal static string Service(string name, string app, int port, int targetPort, string portName = "http") => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: t}
        spec:
          selector: {app: {{app}}}
          ports: [{name: {{portName}}, port: {{port}}, targetPort: {{targetPort}}}]
        ---

        """;

    /// <summary>A route on service <c>split</c> with two weighted backends.</summary>
    internal static string Split(string first, int firstWeight, string second, int secondWeight) => $$"""
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: split, namespace: t}
        spec:
          parentRefs: [{group: "", kind: Service, name: split}]
          rules:
          - backendRefs:
            - {name: {{first}}, port: 80, weight: {{firstWeight}}}
            - {name: {{second}}, port: 80, weight: {{secondWeight}}}
        """;
}
