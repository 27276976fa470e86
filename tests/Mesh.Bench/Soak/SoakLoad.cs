using System.Net;
using System.Text;
using Mesh.Bench.Load;

namespace Mesh.Bench.Soak;

/// <summary>
/// Requests at a fixed rate over keep-alive connections, each of which is closed and replaced after some requests; every second
/// request is a POST. Nothing is ever sent again. A failure is an answer other than 200, a connection that ends before the answer,
/// and an answer later than a second after the request was due.
/// </summary>
internal sealed class SoakLoad : IDisposable
{
    private const int Connections = 64;
    private const int RequestsPerConnection = 50;
    private const long Second = 1_000_000_000;
    private const long Unanswered = 10 * Second;

    private readonly Epoll _epoll = new();
    private readonly HttpConnectionSet _connections;
    private readonly SoakCounts _counts;
    private readonly Queue<long> _due = new();
    private readonly byte[][] _requests;
    private readonly int[] _uses = new int[Connections];
    private readonly bool[] _isPost = new bool[Connections];
    private readonly double _interval;
    private readonly long _begin = Clock.Now;
    private readonly long _end;
    private long _planned;
    private long _sent;
    private long _lookedAt;

    private SoakLoad(IPEndPoint target, string host, SoakOptions options, SoakCounts counts)
    {
        _counts = counts;
        _interval = Second / options.Rate;
        _end = _begin + (long)(options.Duration.TotalSeconds * Second);
        _requests =
        [
            Encoding.ASCII.GetBytes($"GET /1k HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            Encoding.ASCII.GetBytes($"POST /take HTTP/1.1\r\nHost: {host}\r\nContent-Length: 256\r\n\r\n{new string('y', 256)}"),
        ];
        _connections = new HttpConnectionSet(target, Connections, _epoll);
        counts.Opened(Connections);
    }

    /// <summary>Runs for the whole duration, on the calling thread.</summary>
    public static bool Run(IPEndPoint target, string host, SoakOptions options, SoakCounts counts)
    {
        using var load = new SoakLoad(target, host, options, counts);
        load.Loop();
        return true;
    }

    public void Dispose()
    {
        _connections.Dispose();
        _epoll.Dispose();
    }

    private void Loop()
    {
        Span<int> ready = stackalloc int[128];
        for (var now = _begin; now < _end || (now < _end + Unanswered && (_due.Count > 0 || _connections.Busy > 0)); now = Clock.Now)
        {
            GiveUp(now);
            Send(now);
            var count = _epoll.Wait(ready);
            for (var index = 0; index < count; index++)
            {
                if (ready[index] != Epoll.TimerTag)
                {
                    Read(ready[index]);
                }
            }
        }
    }

    private void Send(long now)
    {
        long next;
        while ((next = _begin + (long)(_planned * _interval)) <= now && next < _end)
        {
            _due.Enqueue(next);
            _planned++;
        }

        while (_due.Count > 0 && _connections.TryTake(out var index))
        {
            _uses[index]++;
            _isPost[index] = _sent++ % 2 == 1;
            if (!_connections[index].Send(_requests[_isPost[index] ? 1 : 0], _due.Dequeue()))
            {
                Failed(index, "not taken");
            }
        }

        _epoll.ArmTimer(next < _end ? Math.Max(1, next - Clock.Now) : 10_000_000);
    }

    private void Read(int index)
    {
        var connection = _connections[index];
        switch (connection.Read())
        {
            case ReadOutcome.Response:
                Answered(index, Clock.Now - connection.Due);
                break;
            case ReadOutcome.Failed when connection.IsBusy:
                Failed(index, connection.Problem);
                break;
            case ReadOutcome.Failed:
                Replace(index);
                break;
        }
    }

    private void Answered(int index, long latency)
    {
        if (latency <= Second)
        {
            _counts.Answered(latency);
        }
        else
        {
            Report(index, "answered late");
        }

        if (_uses[index] >= RequestsPerConnection)
        {
            Replace(index);
        }
        else
        {
            _connections.Return(index);
        }
    }

    // What waits for very long never comes.
    private void GiveUp(long now)
    {
        if (now - _lookedAt < Second)
        {
            return;
        }

        _lookedAt = now;
        for (var index = 0; index < Connections; index++)
        {
            if (_connections[index].IsBusy && now - _connections[index].Due > Unanswered)
            {
                Failed(index, "unanswered");
            }
        }
    }

    private void Failed(int index, string reason)
    {
        Report(index, reason);
        Replace(index);
    }

    private void Report(int index, string reason) => _counts.Failed(
        new SoakFailure(DateTimeOffset.UtcNow, _isPost[index] ? "POST" : "GET", (Clock.Now - _connections[index].Due) / 1e6, reason));

    private void Replace(int index)
    {
        _uses[index] = 0;
        _connections.Replace(index);
        _counts.Opened(1);
    }
}
