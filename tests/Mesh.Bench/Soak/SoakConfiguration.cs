using System.Globalization;
using System.Net;
using Mesh.Bench.Addresses;

namespace Mesh.Bench.Soak;

/// <summary>
/// What the soak's control plane is told. Service <c>app</c> has two endpoints, of which the second comes and goes; its route
/// splits between itself and <c>other</c>, which has the same ones. So a request may always be served, whatever was changed last.
/// </summary>
internal static class SoakConfiguration
{
    /// <summary>Name of the file with the route, which changes.</summary>
    public const string RouteFile = "route.yaml";

    /// <summary>Name of the file with the policy of the first server, which changes.</summary>
    public const string PolicyFile = "policy.yaml";

    /// <summary>Name of the file with the second server, which changes.</summary>
    public const string EndpointFile = "endpoint.yaml";

    /// <summary>What stays: services, caller and first server.</summary>
    public static string Fixed(IPAddress client, IPAddress first) => $$"""
        apiVersion: meshctl.dev/v1alpha1
        kind: PeerAuthentication
        metadata: {name: default, namespace: mesh-system}
        spec: { mtls: { mode: STRICT } }
        ---
        apiVersion: meshctl.dev/v1alpha1
        kind: WorkloadEntry
        metadata: {name: client, namespace: bench, labels: { app: client } }
        spec: {address: {{client}}, serviceAccount: client}
        ---
        apiVersion: meshctl.dev/v1alpha1
        kind: WorkloadEntry
        metadata: {name: first, namespace: bench, labels: { app: server, place: first } }
        spec: {address: {{first}}, serviceAccount: first, ports: {http: {{BenchPorts.App}} } }
        {{Service("app")}}
        {{Service("other")}}

        """;

    /// <summary>The second server.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="isEndpoint">Whether the services have it as an endpoint.</param>
    /// <param name="weight">Its share then.</param>
    public static string Endpoint(IPAddress address, bool isEndpoint, int weight) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: meshctl.dev/v1alpha1
        kind: WorkloadEntry
        metadata: {name: second, namespace: bench, labels: { app: {{(isEndpoint ? "server" : "spare")}}, place: second } }
        spec: {address: {{address}}, serviceAccount: second, weight: {{weight}}, ports: {http: {{BenchPorts.App}} } }

        """);

    /// <summary>The route.</summary>
    /// <param name="weight">Share of <c>other</c>, of 100.</param>
    /// <param name="extraRules">How many rules there are that no request fits.</param>
    /// <param name="timeout">The request's limit in seconds.</param>
    public static string Route(int weight, int extraRules, int timeout) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: app, namespace: bench}
        spec:
          parentRefs: [{group: "", kind: Service, name: app}]
          rules:
          - timeouts: {request: {{timeout}}s}
            backendRefs:
            - {name: app, port: 80, weight: {{100 - weight}} }
            - {name: other, port: 80, weight: {{weight}} }

        """) + string.Concat(Enumerable.Range(0, extraRules).Select(rule => string.Create(CultureInfo.InvariantCulture, $$"""
          - matches: [{path: {type: PathPrefix, value: /nobody/asks/{{rule}} } }]
            backendRefs: [{name: other, port: 80}]

        """)));

    /// <summary>Whether the first server accepts plaintext.</summary>
    public static string Policy(bool isPermissive) => $$"""
        apiVersion: meshctl.dev/v1alpha1
        kind: PeerAuthentication
        metadata: {name: first, namespace: bench}
        spec:
          selector:
            matchLabels: {place: first}
          mtls: { mode: {{(isPermissive ? "PERMISSIVE" : "STRICT")}} }

        """;

    private static string Service(string name) => $$"""
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: bench}
        spec:
          selector: {app: server}
          ports: [{name: http, port: 80, targetPort: {{BenchPorts.App}} }]
        """;
}
