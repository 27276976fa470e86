using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Pools;

/// <summary>Bursts to a peer that allows 1 to 10 streams on a connection and changes its mind at any time, by hand-made frames.</summary>
public sealed class Http2BurstTests
{
    private const int Requests = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Everybody_is_served_and_no_limit_is_exceeded(int seed)
    {
        var random = new Random(seed);
        using var bench = PoolBench.Http2(options => options with { MaxConnections = 40 });
        var peer = new Peer(bench);
        var asked = new List<Requester>();
        while (asked.Count < Requests || peer.Open > 0 || bench.Pool.Waiting > 0)
        {
            if (asked.Count < Requests && random.Next(4) == 0)
                asked.AddRange(Enumerable.Range(0, random.Next(1, 40)).Select(_ => bench.Ask("/r")));
            if (asked.Count > 0 && random.Next(6) == 0)
                asked[random.Next(asked.Count)].TakeBack();
            peer.Act(random);
            Assert.InRange(bench.Pool.Connections, 0, 40);
        }
        Assert.All(asked, request => Assert.True(request.Answer is "opened" or "", request.Answer));
        Assert.Equal(asked.Count(request => request.Answer == "opened"), peer.Served);

        peer.EstablishAll();
        bench.Advance(11);
        bench.Advance(11);
        Assert.Equal(1, bench.Pool.Connections);
    }

    // What the server at the other end of each connection knows.
    private sealed class Peer(PoolBench bench)
    {
        private readonly List<(int Limit, List<int> Streams)> _connections = [];
        private readonly Dictionary<int, int> _lastStream = [];

        internal int Open => _connections.Sum(c => c.Streams.Count);

        internal int Served { get; private set; }

        internal void EstablishAll()
        {
            while (_connections.Count < bench.Begun)
                Establish(10);
        }

        internal void Act(Random random)
        {
            if (random.Next(5) == 0)
                Establish(random.Next(1, 11));
            if (_connections.Count == 0)
                return;
            var connection = random.Next(_connections.Count);
            var (_, streams) = _connections[connection];
            if (random.Next(8) == 0)
                Change(connection, random.Next(1, 11));
            else if (streams.Count > 0)
                Respond(connection, streams[random.Next(streams.Count)]);
        }

        private void Establish(int limit)
        {
            if (_connections.Count >= bench.Begun)
                return;
            _connections.Add((limit, []));
            // What the client sent before the settings came may be more; a real peer would refuse that.
            Note(bench.Establish(_connections.Count - 1, (uint)limit), beforeSettings: _connections.Count - 1);
        }

        private void Change(int connection, int limit)
        {
            _connections[connection] = (limit, _connections[connection].Streams);
            Note(bench.Send(connection, Wire.Settings((SettingId.MaxConcurrentStreams, (uint)limit))), beforeSettings: -1);
        }

        private void Respond(int connection, int stream)
        {
            _connections[connection].Streams.Remove(stream);
            Served++;
            Note(bench.RespondTo(connection, stream), beforeSettings: -1);
        }

        private void Note(string seen, int beforeSettings)
        {
            foreach (var request in seen.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(e => e.EndsWith("/r", StringComparison.Ordinal)))
            {
                var connection = int.Parse(request.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
                var stream = _lastStream[connection] = _lastStream.TryGetValue(connection, out var last) ? last + 2 : 1;
                var (limit, streams) = _connections[connection];
                streams.Add(stream);
                Assert.True(streams.Count <= limit || connection == beforeSettings, $"{streams.Count} streams on a connection with room for {limit}");
            }
        }
    }
}
