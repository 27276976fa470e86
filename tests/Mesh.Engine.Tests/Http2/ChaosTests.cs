using Mesh.Engine.Http2;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>Whatever handlers on both sides do: every exchange ends once, and no credit, slot or object is lost.</summary>
public sealed class ChaosTests
{
    private static readonly Http2Options Options = new()
    {
        StreamWindow = 20_000,
        ConnectionWindow = 65535,
        StreamSendBuffer = 10_000,
        MaxConcurrentStreams = 10,
        ResetBudget = 1_000_000,
        ControlBudget = 1_000_000,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Nothing_is_lost(int seed)
    {
        var random = new Random(seed);
        var handlers = new List<ChaosHandler>();
        var servesChaos = true;
        BodyPump? lastServer = null;
        using var pair = new Http2Pair(
            () => servesChaos ? Add(new ChaosHandler(random, isServer: true)) : lastServer = new BodyPump(2_000_000, seed: 1) { IsServer = true }, Options, Options);
        pair.ServerLink.BytesPerFlush = pair.ClientLink.BytesPerFlush = 4_999;

        for (var started = 0; started < 1500;)
        {
            for (; pair.Client.CanOpenStream && random.Next(4) > 0; started++)
            {
                var handler = new ChaosHandler(random, isServer: false);
                Add(handler).Begin(pair.Client.OpenStream(handler));
            }
            Turn();
        }
        for (var turns = 0; handlers.Count > 0 || pair.Client.ActiveStreams + pair.Server.ActiveStreams > 0; turns++)
        {
            Turn();
            Assert.True(turns < 100_000, $"{handlers.Count} exchanges do not end");
        }

        servesChaos = false;
        var last = new BodyPump(2_000_000, seed: 2);
        last.Begin(pair.Client.OpenStream(last));
        pair.RunUntil(() => last.ReceivedEnd && lastServer is { ReceivedEnd: true });
        Assert.False(last.IsCorrupt || lastServer!.IsCorrupt);
        Assert.Empty(pair.Closed);

        ChaosHandler Add(ChaosHandler handler)
        {
            handlers.Add(handler);
            return handler;
        }

        void Turn()
        {
            pair.Loop.RunOnce(0);
            Assert.Null(pair.Error);
            handlers.RemoveAll(handler => handler.IsOver);
            foreach (var handler in handlers.ToArray())
                handler.Act();
        }
    }
}
