namespace Mesh.ControlPlane.Tests.Discovery.Subscriptions;

public sealed class PushOrderTests
{
    private static readonly string[] SubscribeInOddOrder =
    [
        "mesh workload/self=1 route/r=1 listener/l=1 endpoints/a=1 cluster/a=1 secret/bundle=1",
        "sub workload self", "sub route r", "sub listener l", "sub endpoints a", "sub cluster a", "sub secret bundle",
        "ack workload", "ack route", "ack listener", "ack endpoints", "ack cluster", "ack secret",
    ];

    [Fact]
    public void AChangeIsSentMadeBeforeBroken()
    {
        var script = new StreamScript();
        script.Play(SubscribeInOddOrder);

        Assert.Equal(
            ["secret bundle=2", "cluster a=2", "endpoints a=2", "listener l=2", "route r=2", "workload self=2"],
            script.Play("mesh workload/self=2 route/r=2 listener/l=2 endpoints/a=2 cluster/a=2 secret/bundle=2"));
    }

    [Fact]
    public void RemovalsWaitForTheAcknowledgementOfAllUpdates()
    {
        var script = new StreamScript();
        script.Play(SubscribeInOddOrder);

        Assert.Equal(["route r=2"], script.Play("mesh workload/self=1 route/r=2 listener/l=1 secret/bundle=1"));
        Assert.Equal(["cluster -a"], script.Play("ack route"));
        Assert.Equal(["endpoints -a"], script.Play("ack cluster"));
    }

    [Fact]
    public void WhoRefersIsRemovedFirst()
    {
        var script = new StreamScript();
        script.Play(SubscribeInOddOrder);

        Assert.Equal(
            ["listener -l", "route -r", "cluster -a", "endpoints -a", "workload -self"],
            script.Play("mesh secret/bundle=1", "ack listener", "ack route", "ack cluster", "ack endpoints", "ack workload"));
    }

    [Fact]
    public void ARefusedUpdateDoesNotHoldBackRemovals()
    {
        var script = new StreamScript();
        script.Play(SubscribeInOddOrder);

        Assert.Equal(
            ["route r=2", "cluster -a"],
            script.Play("mesh workload/self=1 route/r=2 listener/l=1 secret/bundle=1 endpoints/a=1", "nack route bad"));
    }

    [Fact]
    public void AnUnknownNameIsAnsweredWithoutWaiting()
    {
        var script = new StreamScript();

        Assert.Equal(["cluster a=1", "route -none"], script.Play("mesh cluster/a=1", "sub cluster a", "sub route none"));
    }
}
