using Mono.Cecil;

namespace Mesh.Architecture.Tests.Namespaces;

public sealed class NamespaceGraphTests
{
    private const string Samples = "Mesh.Architecture.Tests.Samples";

    [Theory]
    [InlineData("Signature")]
    [InlineData("Code")]
    [InlineData("TypeArgument")]
    [InlineData("Marking")]
    [InlineData("Nested")]
    [InlineData("Constraint")]
    public void Each_way_to_use_a_type_is_seen(string way)
    {
        using var module = ModuleDefinition.ReadModule(typeof(NamespaceGraphTests).Assembly.Location);

        var graph = NamespaceGraph.Read(module, Samples);

        Assert.Contains($"{Samples}.Target", graph.Edges[$"{Samples}.{way}"]);
        Assert.Contains(" uses ", graph.Example($"{Samples}.{way}", $"{Samples}.Target"), StringComparison.Ordinal);
        Assert.False(graph.Edges.ContainsKey($"{Samples}.Target"));
    }
}
