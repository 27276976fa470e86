using Mesh.Cli.Shared;

namespace Mesh.Cli.Tests.Shared;

public class OutputFormatsTests
{
    private static readonly object Value = new { rows = new[] { new { Source = "web", Rps = 1.5, Mtls = true } }, nothing = (string?)null };

    [Fact]
    public void Json_is_camel_case_without_nulls() =>
        Assert.Equal("""{"rows":[{"source":"web","rps":1.5,"mtls":true}]}""", OutputFormats.Text(Value, OutputFormat.Json).Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));

    [Fact]
    public void Yaml_has_the_same_fields() =>
        Assert.Equal("rows:\n- source: web\n  rps: 1.5\n  mtls: true", OutputFormats.Text(Value, OutputFormat.Yaml));
}
