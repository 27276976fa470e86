using Mesh.ControlPlane.Discovery.Subscriptions;

namespace Mesh.ControlPlane.Tests.Discovery.Subscriptions;

public sealed class SubscriptionLimitsTests
{
    private static readonly SubscriptionLimits Small = new() { Names = 3, Types = 2, TextLength = 200, Unacknowledged = 2, ResponseBytes = 100 };

    [Theory]
    [InlineData("sub cluster a b c", "sub cluster d")]
    [InlineData("sub cluster a b", "sub route r s")]
    [InlineData("sub cluster a b c d", null)]
    public void NamesAreBounded(string first, string? second)
    {
        var script = new StreamScript(Small);
        var refusal = script.Step(first) ?? (second is null ? null : script.Step(second));

        Assert.Equal(RefusalKind.TooMuch, refusal?.Kind);
    }

    [Theory]
    [InlineData("sub cluster a a a a b")]
    [InlineData("sub cluster a b c")]
    public void NamesAreCountedOnce(string step)
    {
        var script = new StreamScript(Small);
        script.Play(step, step);
    }

    [Fact]
    public void UnsubscribedNamesMakeRoom()
    {
        var script = new StreamScript(Small);
        script.Play("sub cluster a b c", "unsub cluster a", "sub cluster d");
    }

    [Fact]
    public void TypesAreBounded()
    {
        var script = new StreamScript(Small);
        script.Play("sub cluster a", "sub route a");

        Assert.Equal(RefusalKind.TooMuch, script.Step("sub secret a")?.Kind);
    }

    [Fact]
    public void TextIsBounded()
    {
        Assert.Equal(RefusalKind.Invalid, new StreamScript(Small).Step("sub cluster " + new string('x', 201))?.Kind);
        Assert.Equal(RefusalKind.Invalid, new StreamScript(Small).Step("sub type." + new string('x', 201) + " a")?.Kind);
        Assert.Equal(RefusalKind.Invalid, new StreamScript(Small).Step("first cluster a | a=" + new string('x', 201))?.Kind);
    }

    [Fact]
    public void ALargeAnswerIsSplit()
    {
        var script = new StreamScript(Small, bodyBytes: 60);

        Assert.Equal(["cluster a=1 b=1", "cluster c=1"], script.Play("mesh cluster/a=1 cluster/b=1 cluster/c=1", "sub cluster a b c"));
    }

    [Fact]
    public void WithoutAcknowledgementsChangesAreMergedAndLaterTypesWait()
    {
        var script = new StreamScript(Small);
        script.Play("mesh cluster/a=1 route/r=1", "sub cluster a", "sub route r", "ack route", "mesh cluster/a=2 route/r=1");

        Assert.Empty(script.Play("mesh cluster/a=3 route/r=2", "mesh cluster/a=4 route/r=3"));
        Assert.Equal(["cluster a=4", "route r=3"], script.Play("ack cluster"));
    }
}
