using Mesh.Engine.Http2;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>What streams whose receiver does not consume leave to the others of their connection.</summary>
public sealed class StalledReadersTests
{
    private const int Body = 1024 * 1024;
    private const int Stalled = 20;

    [Theory]
    [InlineData(1024 * 1024, false)]
    [InlineData(16 * 1024 * 1024, true)]
    public void The_connections_window_bounds_how_many_there_may_be(int maxConnectionWindow, bool othersGoOn)
    {
        var options = new Http2Options { MaxConnectionWindow = maxConnectionWindow };
        using var pair = new Http2Pair(() => new BodyPump(Body, seed: 2) { IsServer = true }, client: options);
        var stalled = Enumerable.Range(0, Stalled).Select(_ => Begin(pair, consumes: false)).ToArray();
        pair.RunUntil(() => stalled.Sum(pump => (long)pump.Held) == Math.Min(maxConnectionWindow, (long)Stalled * options.StreamWindow));

        var other = Begin(pair, consumes: true);
        var marker = pair.ClientLink.Moved;
        if (othersGoOn)
            pair.RunUntil(() => other.ReceivedEnd);
        else
            Turn(pair);

        Assert.Equal(othersGoOn ? Body : 0, other.Received);
        Assert.True(pair.ClientLink.Moved > marker);
        Assert.All(stalled, pump => Assert.InRange(pump.Held, 0, options.StreamWindow));
    }

    private static BodyPump Begin(Http2Pair pair, bool consumes)
    {
        var pump = new BodyPump(1, seed: 1) { Consumes = consumes };
        pump.Begin(pair.Client.OpenStream(pump));
        return pump;
    }

    private static void Turn(Http2Pair pair)
    {
        for (var i = 0; i < 100; i++)
            pair.Loop.RunOnce(0);
    }
}
