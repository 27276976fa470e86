using Mesh.ControlPlane.Discovery.Subscriptions;

namespace Mesh.ControlPlane.Tests.Discovery.Subscriptions;

public sealed class SyncStatusTests
{
    private const string Mesh = "mesh cluster/a=1 cluster/b=1 route/r=1";

    public static TheoryData<string[], string> Scripts => new()
    {
        { [Mesh, "sub cluster a"], "Stale 1" },
        { [Mesh, "sub cluster a", "ack cluster"], "Synced 1" },
        { [Mesh, "first cluster a | a=1"], "Synced 1" },
        { [Mesh, "sub cluster a", "nack cluster no good"], "Refused 1 no good" },
        { [Mesh, "sub cluster a", "nack cluster no good", Mesh], "Refused 1 no good" },
        { [Mesh, "sub cluster a", "nack cluster no good", "mesh cluster/a=2"], "Stale 1 no good" },
        { [Mesh, "sub cluster a", "nack cluster no good", "mesh cluster/a=2", "ack cluster"], "Synced 1" },
        { [Mesh, "sub cluster a", "nack cluster no good", "sub cluster b", "ack cluster"], "Refused 2 no good" },
        { [Mesh, "sub cluster a", "nack cluster no good", "unsub cluster a"], "NotSent 0" },
        { [Mesh, "sub cluster a b", "stale cluster"], "Stale 2" },
        { [Mesh, "sub cluster a", "sub route r", "ack route"], "Stale 1" },
        { [Mesh, "sub cluster a", "sub route r", "nack route bad", "ack cluster"], "Synced 1" },
        { [Mesh, "sub cluster new", "ack cluster"], "Synced 1" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public void SaysHowFarTheClientIs(string[] steps, string expected)
    {
        var script = new StreamScript();
        script.Play(steps);

        var status = script.Subscriptions.Status[0];
        Assert.Equal(expected, $"{status.Sync} {status.Subscribed} {status.Refusal}".TrimEnd());
    }

    [Fact]
    public void SinceIsTheTimeOfTheLastChangeOfState()
    {
        var script = new StreamScript();
        var start = script.Time.GetUtcNow();
        script.Play(Mesh, "sub cluster a");
        script.Time.Advance(TimeSpan.FromSeconds(5));
        script.Play("ack cluster");
        script.Time.Advance(TimeSpan.FromSeconds(5));
        script.Play(Mesh);

        Assert.Equal(start.AddSeconds(5), script.Subscriptions.Status.Single().Since);
    }

    [Fact]
    public void AnAcknowledgedChangeSaysWhenItBegan()
    {
        var script = new StreamScript();
        script.Play(Mesh, "sub cluster a", "ack cluster");
        script.Time.Advance(TimeSpan.FromSeconds(1));
        var changedAt = script.Time.GetTimestamp();
        script.Play("mesh cluster/a=2", "nack cluster why");

        Assert.Equal([null, changedAt], script.Acknowledgements.Select(taken => taken.ChangedAt));
        Assert.Equal([null, "why"], script.Acknowledgements.Select(taken => taken.Refusal));
    }

    [Theory]
    [InlineData("", "refused without a reason (code 3)")]
    [InlineData("two\nlines\u001b[31m", "two lines [31m")]
    public void RefusalsAreSafeToPrint(string message, string expected) =>
        Assert.Equal(expected, RefusalText.Of(new Google.Rpc.Status { Code = 3, Message = message }));

    [Fact]
    public void LongRefusalsAreCut() =>
        Assert.Equal(1025, RefusalText.Of(new Google.Rpc.Status { Message = new string('x', 5000) })!.Length);
}
