using System.Globalization;
using System.Net;
using System.Text;
using Mesh.Bench.Addresses;

namespace Mesh.Bench.Pairs;

/// <summary>What the mesh's control plane is told.</summary>
internal static class MeshConfiguration
{
    public static string FirstService(int number) => string.Create(CultureInfo.InvariantCulture, $"first-{number}.bench");

    public static string Render(IPAddress client, IPAddress server, int firstDestinations)
    {
        var text = new StringBuilder($$"""
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
            metadata: {name: server, namespace: bench, labels: { app: server } }
            spec: {address: {{server}}, serviceAccount: server, ports: {http: {{BenchPorts.App}}, tcp-bulk: {{BenchPorts.Bulk}}, tcp-echo: {{BenchPorts.Echo}}, grpc: {{BenchPorts.Grpc}} } }

            """);
        Service(text, "bulk", "tcp-bulk", BenchPorts.Bulk, BenchPorts.Bulk);
        Service(text, "echo", "tcp-echo", BenchPorts.Echo, BenchPorts.Echo);
        Service(text, "calls", "grpc", BenchPorts.Grpc, BenchPorts.Grpc);
        Service(text, "app", "http", 80, BenchPorts.App);
        for (var number = 0; number < firstDestinations; number++)
        {
            Service(text, FirstService(number).Split('.')[0], "http", 80, BenchPorts.App);
        }

        return text.ToString();
    }

    private static void Service(StringBuilder text, string name, string port, int number, int target) => text.Append(CultureInfo.InvariantCulture, $$"""
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: bench}
        spec:
          selector: {app: server}
          ports: [{name: {{port}}, port: {{number}}, targetPort: {{target}} }]

        """);
}
