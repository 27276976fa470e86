using Mesh.ControlPlane.Discovery.Subscriptions;

namespace Mesh.ControlPlane.Tests.Discovery.Subscriptions;

public sealed class DeltaSubscriptionsTests
{
    private const string Mesh = "mesh cluster/a=1 cluster/b=1 endpoints/a=1 listener/l=1 route/r=1";

    public static TheoryData<string, string[], string[]> Scripts => new()
    {
        { "a name that exists is sent", [Mesh, "sub cluster a"], ["cluster a=1"] },
        { "a name is answered once, even if it is listed twice", [Mesh, "sub cluster a a"], ["cluster a=1"] },
        { "an acknowledgement gets no reply", [Mesh, "sub cluster a", "ack cluster"], ["cluster a=1"] },
        { "a refusal gets no reply and the same version is not sent again", [Mesh, "sub cluster a", "nack cluster bad", Mesh], ["cluster a=1"] },
        { "a refused resource is sent again when it changed", [Mesh, "sub cluster a", "nack cluster bad", "mesh cluster/a=2"], ["cluster a=1", "cluster a=2"] },
        { "more names: only the new ones are sent", [Mesh, "sub cluster a", "sub cluster b"], ["cluster a=1", "cluster b=1"] },
        { "only what changed is sent", [Mesh, "sub cluster a b", "ack cluster", "mesh cluster/a=1 cluster/b=2"], ["cluster a=1 b=1", "cluster b=2"] },
        { "an equal mesh sends nothing", [Mesh, "sub cluster a", "ack cluster", Mesh], ["cluster a=1"] },
        { "a held name is sent again when it is subscribed to again", [Mesh, "sub cluster a", "ack cluster", "sub cluster a"], ["cluster a=1", "cluster a=1"] },
        { "an unknown name is answered at once and remembered", [Mesh, "sub cluster new", "ack cluster", "mesh cluster/new=1"], ["cluster -new", "cluster new=1"] },
        { "an unknown name is answered once", [Mesh, "sub cluster new", "ack cluster", "mesh cluster/a=2"], ["cluster -new"] },
        { "an unknown name is answered again when it is asked for again", [Mesh, "sub cluster new", "sub cluster new"], ["cluster -new", "cluster -new"] },
        { "known and unknown names share an answer", [Mesh, "sub cluster a new"], ["cluster a=1 -new"] },
        { "a type nobody has is answered like an unknown name", [Mesh, "sub unknown x"], ["unknown -x"] },
        { "unsubscribing gets no reply and stops updates", [Mesh, "sub cluster a b", "unsub cluster a", "mesh cluster/a=2 cluster/b=2"], ["cluster a=1 b=1", "cluster b=2"] },
        { "unsubscribing from what was never subscribed to is ignored", [Mesh, "unsub cluster a", "sub cluster b"], ["cluster b=1"] },
        { "a name after its unsubscription is sent again", [Mesh, "sub cluster a", "unsub cluster a", "sub cluster a"], ["cluster a=1", "cluster a=1"] },
        { "a name in both lists ends up unsubscribed", [Mesh, "both cluster a", "mesh cluster/a=2"], [] },
        { "a star in both lists asks for nothing", [Mesh, "both cluster *"], [] },
        { "an equal initial version is not sent", [Mesh, "first cluster a b | a=1 b=0"], ["cluster b=1"] },
        { "a vanished resource of an earlier stream is removed", [Mesh, "first cluster a gone | a=1 gone=1"], ["cluster -gone"] },
        { "initial versions of names that are not subscribed to are ignored", [Mesh, "first cluster a | a=1 b=0 gone=1"], [] },
        { "initial versions count only in the first request of a type", [Mesh, "sub cluster a", "first cluster b | b=1"], ["cluster a=1", "cluster b=1"] },
        { "initial versions count per type", [Mesh, "sub cluster a", "first route r | r=1"], ["cluster a=1"] },
        { "subscriptions under a stale nonce count", [Mesh, "sub cluster a", "stale cluster b"], ["cluster a=1", "cluster b=1"] },
        { "a deleted resource is removed", [Mesh, "sub cluster a", "ack cluster", "mesh"], ["cluster a=1", "cluster -a"] },
        { "a resource that comes back is sent", [Mesh, "sub cluster a", "ack cluster", "mesh", "ack cluster", Mesh], ["cluster a=1", "cluster -a", "cluster a=1"] },
        { "a resource that comes back before its removal was sent is not sent", [Mesh, "sub cluster a", "mesh", Mesh], ["cluster a=1"] },
        { "a resource under its own name", ["mesh listener/10.0.0.1:80=7", "sub listener 10.0.0.1:80"], ["listener 10.0.0.1:80=7"] },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Answers(string rule, string[] steps, string[] expected)
    {
        Assert.NotEmpty(rule);
        Assert.Equal(expected, new StreamScript().Play(steps));
    }

    [Theory]
    [InlineData("sub cluster *", RefusalKind.Invalid)]
    [InlineData("sub route *", RefusalKind.Invalid)]
    [InlineData("sub cluster", RefusalKind.Invalid)]
    [InlineData("sub listener", RefusalKind.Invalid)]
    public void DoesNotOfferWildcards(string step, object kind)
    {
        var refusal = new StreamScript().Step(step);

        Assert.Equal(kind, refusal?.Kind);
        Assert.Contains("wildcard", refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyFirstRequestOfATypeWithoutWildcardsAsksForNothing() =>
        Assert.Empty(new StreamScript().Play(Mesh, "sub route", "sub endpoints", "sub secret"));

    [Fact]
    public void ARequestWithoutTypeIsRefused()
    {
        var outcome = new StreamScript().Subscriptions.Apply(new Envoy.Service.Discovery.V3.DeltaDiscoveryRequest());

        Assert.Equal(RefusalKind.Invalid, outcome.Refusal?.Kind);
        Assert.Contains("type_url", outcome.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoncesAreUniqueOnTheStream()
    {
        var script = new StreamScript();
        script.Play(Mesh, "sub cluster a", "sub route r", "mesh cluster/a=2", "mesh cluster/a=3");

        Assert.Equal(script.Sent.Count, script.Sent.Select(response => response.Nonce).Distinct().Count());
        Assert.All(script.Sent, response => Assert.StartsWith("s1.", response.Nonce, StringComparison.Ordinal));
    }
}
