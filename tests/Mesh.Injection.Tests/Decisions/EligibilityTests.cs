using Mesh.Injection.Decisions;
using Mesh.Injection.Tests.Fakes;

namespace Mesh.Injection.Tests.Decisions;

public sealed class EligibilityTests
{
    [Theory]
    [InlineData("enabled", null, InjectionOutcome.Injected)]
    [InlineData("disabled", null, InjectionOutcome.Disabled)]
    [InlineData(null, "enabled", InjectionOutcome.Injected)]
    [InlineData(null, "disabled", InjectionOutcome.Disabled)]
    [InlineData(null, null, InjectionOutcome.NotEnabled)]
    [InlineData("enabled", "disabled", InjectionOutcome.Disabled)]
    [InlineData("disabled", "enabled", InjectionOutcome.Injected)]
    [InlineData("enabled", "true", InjectionOutcome.BadAnnotation)]
    [InlineData("Enabled", null, InjectionOutcome.BadAnnotation)]
    [InlineData("yes", "enabled", InjectionOutcome.Injected)]
    public void The_pod_s_annotation_wins_over_the_namespace_s(string? ofNamespace, string? ofPod, InjectionOutcome expected)
    {
        var within = ofNamespace is null ? Samples.Namespace("shop") : Samples.Namespace("shop", ("meshctl.dev/inject", ofNamespace));
        var pod = ofPod is null ? Samples.Pod() : Samples.Pod(("meshctl.dev/inject", ofPod));

        var result = Samples.Injector.Inject(pod, within);

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected == InjectionOutcome.Injected, !result.Patch.IsEmpty);
        Assert.Equal(expected != InjectionOutcome.BadAnnotation, result.IsAllowed);
    }

    [Fact]
    public void Where_there_is_no_annotation_the_label_that_mirrors_it_counts()
    {
        var labelled = Samples.Namespace("shop") with { Labels = new Dictionary<string, string> { ["meshctl.dev/inject"] = "enabled" } };
        Assert.Equal(InjectionOutcome.Injected, Samples.Injector.Inject(Samples.Pod(), labelled).Outcome);
        Assert.Equal(InjectionOutcome.Disabled, Samples.Injector.Inject(Samples.Pod(("meshctl.dev/inject", "disabled")), labelled).Outcome);
    }

    [Theory]
    [InlineData("kube-system")]
    [InlineData("kube-public")]
    [InlineData("kube-node-lease")]
    [InlineData("mesh-system")]
    public void Pods_of_system_namespaces_are_left_alone_whatever_they_say(string name)
    {
        var result = Samples.Injector.Inject(
            Samples.Pod(("meshctl.dev/inject", "enabled"), ("config.meshctl.dev/unknown", "x")), Samples.Namespace(name, ("meshctl.dev/inject", "enabled")));
        Assert.Equal((InjectionOutcome.SystemNamespace, true, true), (result.Outcome, result.IsAllowed, result.Patch.IsEmpty));
    }

    [Theory]
    [InlineData("""{"hostNetwork": true, "containers": []}""", InjectionOutcome.HostNetwork)]
    [InlineData("""{"hostNetwork": false, "containers": []}""", InjectionOutcome.Injected)]
    [InlineData("""{"os": {"name": "windows"}, "containers": []}""", InjectionOutcome.Windows)]
    [InlineData("""{"os": {"name": "linux"}, "containers": []}""", InjectionOutcome.Injected)]
    [InlineData("""{"hostNetwork": "yes", "containers": []}""", InjectionOutcome.Malformed)]
    [InlineData("[]", InjectionOutcome.Malformed)]
    public void Pods_that_cannot_have_a_proxy_are_left_alone(string spec, InjectionOutcome expected)
    {
        var pod = Samples.Parse($$"""{"metadata": {}, "spec": {{spec}}}""");
        Assert.Equal(expected, Samples.Injector.Inject(pod, Samples.Enabled).Outcome);
    }

    [Fact]
    public void A_static_pod_s_mirror_is_left_alone() =>
        Assert.Equal(InjectionOutcome.MirrorPod, Samples.Injector.Inject(Samples.Pod(("kubernetes.io/config.mirror", "x")), Samples.Enabled).Outcome);

    [Fact]
    public void The_label_alone_does_not_make_a_pod_injected()
    {
        var pod = Samples.Pod();
        pod["metadata"]!["labels"] = Samples.Parse("""{"meshctl.dev/injected": "true"}""");
        Assert.Equal(InjectionOutcome.Injected, Samples.Injector.Inject(pod, Samples.Enabled).Outcome);
    }
}
