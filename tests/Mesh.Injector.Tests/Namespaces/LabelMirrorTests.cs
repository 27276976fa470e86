using Mesh.Injection.Decisions;
using Mesh.Injector.Namespaces;

namespace Mesh.Injector.Tests.Namespaces;

public sealed class LabelMirrorTests
{
    [Theory]
    [InlineData("enabled", null, """{"metadata":{"labels":{"meshctl.dev/inject":"enabled"}}}""")]
    [InlineData("disabled", "enabled", """{"metadata":{"labels":{"meshctl.dev/inject":"disabled"}}}""")]
    [InlineData("enabled", "enabled", null)]
    [InlineData(null, "enabled", null)]
    [InlineData("yes", null, null)]
    [InlineData(null, null, null)]
    public void The_label_follows_the_annotation(string? annotation, string? label, string? expected) =>
        Assert.Equal(expected, LabelMirror.PatchOf(Namespace(annotation, label), null)?.ToJsonString());

    [Fact]
    public void A_label_goes_with_the_annotation_that_it_mirrored() =>
        Assert.Equal("""{"metadata":{"labels":{"meshctl.dev/inject":null}}}""", LabelMirror.PatchOf(Namespace(null, "enabled"), Namespace("enabled", "enabled"))?.ToJsonString());

    [Fact]
    public void Somebody_s_own_label_stays() =>
        Assert.Null(LabelMirror.PatchOf(Namespace(null, "enabled"), Namespace(null, "enabled")));

    private static NamespaceFacts Namespace(string? annotation, string? label) => new("shop", Map(annotation), Map(label));

    private static Dictionary<string, string> Map(string? value) => value is null ? [] : new() { ["meshctl.dev/inject"] = value };
}
