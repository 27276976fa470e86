using System.Net;
using System.Text;

namespace Mesh.Bench.Load;

/// <summary>
/// HTTP requests over a fixed number of keep-alive connections by one thread. Closed loop: each connection asks again as soon as
/// it was answered. Open loop: requests are due at a fixed rate; one that finds no free connection waits, and its wait counts,
/// since its latency runs from when it was due.
/// </summary>
internal sealed class HttpLoad : IDisposable
{
    private const long DrainTime = 3_000_000_000;
    private const int MaxFailuresInARow = 1000;

    private readonly IPEndPoint _target;
    private readonly MeasuredWindow _window;
    private readonly byte[] _request;
    private readonly Epoll _epoll = new();
    private readonly HttpConnectionSet _connections;
    private readonly Queue<long> _due = new();
    private readonly LoadResult _result = new();
    private readonly double _interval;
    private readonly bool _isOpenLoop;
    private long _sent;
    private int _failuresInARow;

    private HttpLoad(IPEndPoint target, string host, int connections, double? rate, MeasuredWindow window)
    {
        _target = target;
        _window = window;
        _isOpenLoop = rate is not null;
        _interval = 1e9 / (rate ?? 1);
        _request = Encoding.ASCII.GetBytes($"GET /1k HTTP/1.1\r\nHost: {host}\r\n\r\n");
        _connections = new HttpConnectionSet(target, connections, _epoll);
    }

    /// <summary>Runs to the end of the window, on the calling thread.</summary>
    public static LoadResult Run(IPEndPoint target, string host, int connections, double? rate, MeasuredWindow window)
    {
        using var load = new HttpLoad(target, host, connections, rate, window);
        load.Loop();
        load._result.Seconds = window.Seconds;
        return load._result;
    }

    public void Dispose()
    {
        _connections.Dispose();
        _epoll.Dispose();
    }

    private void Loop()
    {
        Span<int> ready = stackalloc int[128];
        var begin = Clock.Now;
        for (var now = begin; now < _window.End || (_isOpenLoop && now < _window.End + DrainTime && IsAnythingPending()); now = Clock.Now)
        {
            _window.Notice(now);
            Send(begin, now);
            var count = _epoll.Wait(ready);
            for (var index = 0; index < count; index++)
            {
                if (ready[index] != Epoll.TimerTag)
                {
                    Read(ready[index]);
                }
            }
        }

        _window.Notice(Clock.Now);
        _result.Errors += _isOpenLoop ? _due.Count + _connections.Busy : 0;
    }

    private bool IsAnythingPending() => _due.Count > 0 || _connections.Busy > 0;

    private void Send(long begin, long now)
    {
        if (!_isOpenLoop)
        {
            while (_connections.TryTake(out var index))
            {
                Send(index, now);
            }

            _epoll.ArmTimer(Math.Max(1, Math.Min(100_000_000, _window.End - now)));
            return;
        }

        long next;
        while ((next = begin + (long)(_sent * _interval)) <= now && next < _window.End)
        {
            _due.Enqueue(next);
            _sent++;
        }

        while (_due.Count > 0 && _connections.TryTake(out var index))
        {
            Send(index, _due.Dequeue());
        }

        _epoll.ArmTimer(next < _window.End ? Math.Max(1, next - Clock.Now) : 10_000_000);
    }

    private void Send(int index, long due)
    {
        if (!_connections[index].Send(_request, due))
        {
            Failed(index);
        }
    }

    private void Read(int index)
    {
        var connection = _connections[index];
        switch (connection.Read())
        {
            case ReadOutcome.Response:
                Answered(connection.Due);
                _connections.Return(index);
                break;
            case ReadOutcome.Failed:
                Failed(index);
                break;
        }
    }

    private void Answered(long due)
    {
        var now = Clock.Now;
        _failuresInARow = 0;
        if (_window.Contains(now))
        {
            _result.Requests++;
        }

        if (_window.Contains(due))
        {
            _result.Record(now - due);
        }
    }

    // A connection that is closed while nothing is awaited is no error: servers may do that.
    private void Failed(int index)
    {
        if (_connections[index].IsBusy)
        {
            _result.Errors++;
            if (++_failuresInARow > MaxFailuresInARow)
            {
                throw new InvalidOperationException($"{_target} answered {MaxFailuresInARow} requests in a row with failures");
            }
        }

        _connections.Replace(index);
    }
}
