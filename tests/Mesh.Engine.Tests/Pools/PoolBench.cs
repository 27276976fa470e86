using System.Text;
using System.Text.RegularExpressions;
using Mesh.Engine.Buffers;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.Http2.Peers;
using Mesh.Engine.Tests.TestDoubles;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Engine.Tests.Pools;

/// <summary>A pool, the connections that it began, numbered from 0, and the servers at their other ends.</summary>
internal sealed partial class PoolBench : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly EventLoop _loop;
    private readonly List<MemoryConnection> _connections = [];
    private readonly List<FrameTrace> _traces = [];
    private readonly HashSet<int> _closed = [];

    private PoolBench(Func<EventLoop, PoolOptions, StreamPool> create, Func<PoolOptions, PoolOptions>? configure)
    {
        _loop = new EventLoop(_time);
        _loop.UnhandledError += error => Error ??= error;
        var options = new PoolOptions { Connect = Begin };
        Pool = create(_loop, configure?.Invoke(options) ?? options);
    }

    internal StreamPool Pool { get; }

    /// <summary>Connections that the pool began so far.</summary>
    internal int Begun => _connections.Count;

    private Exception? Error { get; set; }

    internal static PoolBench Http1(Func<PoolOptions, PoolOptions>? configure = null) => new((loop, options) => new Http1Pool(loop, options), configure);

    internal static PoolBench Http2(Func<PoolOptions, PoolOptions>? configure = null) => new((loop, options) => new Http2Pool(loop, options), configure);

    internal Requester Ask(string path, string protocol = "")
    {
        var requester = new Requester(path, protocol);
        requester.AskOf(Pool);
        return requester;
    }

    /// <summary>A connection is established; with HTTP/2 the server's SETTINGS come with it.</summary>
    internal string Establish(int connection, uint maxStreams = 100)
    {
        Connect(connection);
        return Pool is Http2Pool ? Send(connection, Wire.Settings((SettingId.MaxConcurrentStreams, maxStreams))) : Turn();
    }

    /// <summary>A connection is established, without a word from the server.</summary>
    internal void Connect(int connection) => _connections[connection].Connect();

    internal string Fail(int connection, CloseReason reason)
    {
        _connections[connection].Fail(reason);
        return Turn();
    }

    /// <summary>The peer ends a connection. The pool does not hear of it before the next turn.</summary>
    internal void EndInput(int connection) => _connections[connection].FeedEnd();

    internal string Respond(int connection, string fields = "")
    {
        _connections[connection].Feed(Encoding.ASCII.GetBytes($"HTTP/1.1 204 No Content\r\n{fields}\r\n"));
        return Turn();
    }

    internal string RespondTo(int connection, int streamId) => Send(connection, Wire.Headers(streamId, Wire.Fields(":status 204")));

    internal string Send(int connection, byte[] bytes)
    {
        _connections[connection].Feed(bytes);
        return Turn();
    }

    internal string Advance(double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return Turn();
    }

    /// <summary>Runs the loop; the result says what each server saw: paths that were asked for, GOAWAY, the end.</summary>
    internal string Turn()
    {
        _loop.RunOnce(0);
        Assert.Null(Error);
        var seen = new List<string>();
        for (var i = 0; i < _connections.Count; i++)
        {
            seen.AddRange(Read(i, _connections[i].TakeSent()).Select(text => $"{i}:{text}"));
            if (_connections[i].Closed is { } reason && _closed.Add(i))
                seen.Add($"{i}:{reason}");
        }
        return string.Join(' ', seen);
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Abort();
        Turn();
        Assert.Equal(_loop.Buffers.IdleBlocks * BufferPool.BlockSize, _loop.Buffers.AllocatedBytes);
        _loop.Dispose();
    }

    private MemoryConnection Begin(IConnectionHandler handler)
    {
        var connection = new MemoryConnection(_loop, handler);
        _connections.Add(connection);
        _traces.Add(new FrameTrace());
        return connection;
    }

    private IEnumerable<string> Read(int connection, byte[] bytes)
    {
        var texts = Pool is Http1Pool ? [Encoding.ASCII.GetString(bytes)] : _traces[connection].Read(bytes);
        return texts.SelectMany(text => Events().Matches(text)).Select(match => match.Value);
    }

    [GeneratedRegex("(?<=^GET |:path[= :]+)/\\w+|^GoAway")]
    private static partial Regex Events();
}
