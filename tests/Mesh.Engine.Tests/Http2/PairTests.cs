using Mesh.Engine.Http2;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>Client and server against each other: what one sends, the other gets, whatever windows and links do.</summary>
public sealed class PairTests
{
    public static TheoryData<int, int, int, int> Windows => new()
    {
        { 1, 65535, int.MaxValue, 1 },
        { 1000, 65535, 777, 2 },
        { 16384, 65535, 5000, 3 },
        { 65535, 65535, 20_000, 4 },
        { 262144, 1048576, int.MaxValue, 5 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Many_streams_are_bit_exact(int streamWindow, int connectionWindow, int bytesPerFlush, int seed)
    {
        var random = new Random(seed);
        var options = new Http2Options { StreamWindow = streamWindow, ConnectionWindow = connectionWindow, MaxConcurrentStreams = 30, ControlBudget = int.MaxValue };
        var servers = new List<BodyPump>();
        using var pair = new Http2Pair(NewServer, options, options);
        pair.ClientLink.BytesPerFlush = pair.ServerLink.BytesPerFlush = bytesPerFlush;
        var clients = Enumerable.Range(0, 60).Select(_ => new BodyPump(Size(), random.Next(256))).ToList();
        var started = 0;
        pair.Available = StartMore;
        StartMore();

        pair.RunUntil(() => clients.All(client => client.ReceivedEnd) && servers.All(server => server.ReceivedEnd));

        Assert.All(clients.Concat(servers), pump => Assert.False(pump.IsCorrupt || pump.Error is not null));
        Assert.Equal(0, pair.Client.ActiveStreams);
        Assert.Equal(0, pair.Server.ActiveStreams);

        int Size() => random.Next(4) switch
        {
            0 => 0,
            1 => random.Next(200),
            _ => random.Next(streamWindow == 1 ? 500 : 100_000),
        };

        BodyPump NewServer()
        {
            servers.Add(new BodyPump(Size(), random.Next(256)) { IsServer = true });
            return servers[^1];
        }

        void StartMore()
        {
            for (; started < clients.Count && pair.Client.CanOpenStream; started++)
                clients[started].Begin(pair.Client.OpenStream(clients[started]));
        }
    }
}
