using Mesh.Api.Yaml;

namespace Mesh.Api.Tests.Yaml;

public sealed class YamlOriginTests
{
    private const string Text = """
        metadata:
          labels:
            a.b/c: d
        spec:
          rules:
          - name: x
          -
            name: y
          weight: 1
        """;

    [Theory]
    [InlineData("", 1)]
    [InlineData("metadata", 1)]
    [InlineData("metadata.labels", 2)]
    [InlineData("metadata.labels[a.b/c]", 3)]
    [InlineData("metadata.labels[other]", 2)]
    [InlineData("spec.rules", 5)]
    [InlineData("spec.rules[0].name", 6)]
    [InlineData("spec.rules[1].name", 8)]
    [InlineData("spec.rules[1].missing", 8)]
    [InlineData("spec.rules[7].name", 5)]
    [InlineData("spec.rules[-1].name", 5)]
    [InlineData("spec.weight.more", 9)]
    [InlineData("nothing", 1)]
    [InlineData("[", 1)]
    [InlineData("[]..][", 1)]
    public void A_field_is_found_or_its_nearest_ancestor(string field, int line) =>
        Assert.Equal(line, new YamlOrigin("f", YamlText.Read(Text).Documents[0]).LineOf(field));
}
