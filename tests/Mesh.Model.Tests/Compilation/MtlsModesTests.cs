using Mesh.Api.Resources;
using Mesh.Model.Compilation;
using Mesh.Model.Tests.Snapshots;

namespace Mesh.Model.Tests.Compilation;

public sealed class MtlsModesTests
{
    private const string Workload = """
        ---
        apiVersion: meshctl.dev/v1alpha1
        kind: WorkloadEntry
        metadata: {name: db, namespace: shop, labels: {app: db, tier: back}}
        spec: {address: 10.0.0.7}

        """;

    [Theory]
    [InlineData("", PeerMode.Permissive, PeerMode.Permissive)]
    [InlineData("mesh-system:STRICT", PeerMode.Strict, PeerMode.Strict)]
    [InlineData("other:STRICT", PeerMode.Permissive, PeerMode.Permissive)]
    [InlineData("mesh-system:STRICT shop:DISABLE", PeerMode.Disable, PeerMode.Disable)]
    [InlineData("mesh-system:STRICT shop:DISABLE shop:PERMISSIVE:app=db", PeerMode.Permissive, PeerMode.Permissive)]
    [InlineData("mesh-system:STRICT shop:DISABLE shop:-:app=db:DISABLE", PeerMode.Disable, PeerMode.Disable)]
    [InlineData("mesh-system:STRICT shop:-:app=db:DISABLE", PeerMode.Strict, PeerMode.Disable)]
    [InlineData("shop:STRICT:app=db:PERMISSIVE", PeerMode.Strict, PeerMode.Permissive)]
    [InlineData("shop:STRICT:app=web", PeerMode.Permissive, PeerMode.Permissive)]
    [InlineData("other:STRICT:app=db", PeerMode.Permissive, PeerMode.Permissive)]
    [InlineData("mesh-system:STRICT:app=db", PeerMode.Permissive, PeerMode.Permissive)]
    public void The_narrowest_policy_counts(string policies, PeerMode ofPort80, PeerMode ofPort9100)
    {
        var yaml = Workload + string.Concat(policies.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((policy, index) => ToYaml(policy, index)));
        var resources = MeshFixture.Read(yaml);
        var modes = new MtlsModes(resources.PeerAuthentications, new WorkloadIndex(resources.Workloads));
        var name = new NamespacedName("shop", "db");
        Assert.Equal(ofPort80, modes.DefaultOf(name));
        Assert.Equal(ofPort9100, modes.PortsOf(name).TryGetValue(9100, out var mode) ? mode : modes.DefaultOf(name));
    }

    // "NAMESPACE:MODE[:KEY=VALUE[:MODE OF PORT 9100]]", mode "-" for none.
    private static string ToYaml(string policy, int index)
    {
        var parts = policy.Split(':');
        var spec = parts[1] == "-" ? "" : $"mtls: {{mode: {parts[1]}}}, ";
        if (parts.Length > 2)
            spec += $"selector: {{matchLabels: {{{parts[2].Replace("=", ": ", StringComparison.Ordinal)}}}}}, ";
        if (parts.Length > 3)
            spec += $"portLevelMtls: {{9100: {{mode: {parts[3]}}}}}, ";
        return $$"""
            ---
            apiVersion: meshctl.dev/v1alpha1
            kind: PeerAuthentication
            metadata: {name: p{{index}}, namespace: {{parts[0]}}}
            spec: { {{spec}} }

            """;
    }
}
