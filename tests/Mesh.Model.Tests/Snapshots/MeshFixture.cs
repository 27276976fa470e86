using System.Globalization;
using System.Text;
using Mesh.Api.Manifests;
using Mesh.Api.Resources;

namespace Mesh.Model.Tests.Snapshots;

/// <summary>Meshes to compile.</summary>
internal static class MeshFixture
{
    public static ResourceSet Read(string yaml)
    {
        var set = ManifestReader.Read([new ManifestFile("in.yaml", yaml)]);
        Assert.False(set.HasErrors, string.Join('\n', set.Problems));
        return set.Resources;
    }

    /// <summary>Services <c>s0.nX</c>, … of 20 namespaces with workloads each, as YAML.</summary>
    public static string Large(int services, int workloads)
    {
        var text = new StringBuilder();
        for (var s = 0; s < services; s++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: s{{s}}, namespace: n{{s % 20}} }
                spec: {selector: {app: s{{s}} }, ports: [{name: http, port: 80, targetPort: 8080}]}

                """);
            for (var w = 0; w < workloads; w++)
            {
                text.Append(CultureInfo.InvariantCulture, $$"""
                    ---
                    apiVersion: meshctl.dev/v1alpha1
                    kind: WorkloadEntry
                    metadata: {name: s{{s}}-{{w}}, namespace: n{{s % 20}}, labels: {app: s{{s}} } }
                    spec: {address: 10.{{s / 250}}.{{s % 250}}.{{w + 1}}, ports: {http: 8080} }

                    """);
            }
        }

        return text.ToString();
    }
}
