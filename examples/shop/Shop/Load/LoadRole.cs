using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Shop.Load;

/// <summary>
/// Sends requests at a fixed rate, whether or not earlier ones were answered, and never again. A failure is any status but 2xx,
/// any reset, and any answer later than a second after the request was due.
/// </summary>
internal sealed class LoadRole
{
    private static readonly TimeSpan TooLate = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(5);
    private const int MaxInFlight = 4096;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly LoadReport _report;
    private readonly LoadOptions _options;
    private readonly ConnectionPool _pool;
    private readonly byte[] _get;
    private readonly byte[] _post;
    private int _inFlight;

    private LoadRole(LoadOptions options, TextWriter failures)
    {
        _options = options;
        _report = new LoadReport(Console.Out, failures);
        _pool = new ConnectionPool(options.Url);
        _get = Encoding.ASCII.GetBytes($"GET {options.Url.PathAndQuery} HTTP/1.1\r\nhost: {options.Url.Authority}\r\n\r\n");
        _post = Encoding.ASCII.GetBytes(
            $"POST {options.PostUrl.PathAndQuery} HTTP/1.1\r\nhost: {options.PostUrl.Authority}\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{{\"product\":\"teapot\"}}");
    }

    /// <summary>Runs until the time is over or the program is stopped. Returns 0 when no request failed, else 1.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        await using var failures = options.FailureLog is { } path ? new StreamWriter(path) : StreamWriter.Null;
        var load = new LoadRole(options, failures);
        using var stop = options.Duration is { } duration ? new CancellationTokenSource(duration) : new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        await Task.WhenAll(load.SendAsync(stop.Token), load.PrintAsync(stop.Token));
        load._report.PrintTotal();
        return load._report.Failed == 0 ? 0 : 1;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private async Task SendAsync(CancellationToken stop)
    {
        var sending = new List<Task>();
        for (long number = 0; !stop.IsCancellationRequested; number++)
        {
            var due = _options.DueAt(number);
            var wait = due - _clock.Elapsed;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, stop).ContinueWith(_ => { }, TaskScheduler.Default);
                sending.RemoveAll(task => task.IsCompleted);
            }

            if (!stop.IsCancellationRequested)
            {
                var isPost = Math.Floor((number + 1) * _options.PostShare) > Math.Floor(number * _options.PostShare);
                sending.Add(RequestAsync(isPost ? _post : _get, due));
            }
        }

        await Task.WhenAll(sending);
    }

    private async Task RequestAsync(byte[] request, TimeSpan due)
    {
        string? failure;
        var began = DateTimeOffset.UtcNow;
        if (Interlocked.Increment(ref _inFlight) > MaxInFlight)
        {
            failure = $"{MaxInFlight} requests wait for an answer";
        }
        else
        {
            failure = await TryExchangeAsync(request);
        }

        Interlocked.Decrement(ref _inFlight);
        var latency = _clock.Elapsed - due;
        _report.Note(began, latency, failure ?? (latency > TooLate ? "answered after more than 1 s" : null));
    }

    private async Task<string?> TryExchangeAsync(byte[] request)
    {
        using var deadline = new CancellationTokenSource(GiveUp);
        HttpConnection? connection = null;
        try
        {
            connection = await _pool.TakeAsync(deadline.Token);
            var status = await connection.ExchangeAsync(request, deadline.Token);
            _pool.Return(connection);
            return status is >= 200 and < 300 ? null : $"status {status}";
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or FormatException)
        {
            connection?.Dispose();
            return exception is OperationCanceledException ? "no answer" : exception.Message;
        }
    }

    private async Task PrintAsync(CancellationToken stop)
    {
        for (var second = 1; !stop.IsCancellationRequested; second++)
        {
            var wait = TimeSpan.FromSeconds(second) - _clock.Elapsed;
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            _report.PrintSecond(second);
        }
    }
}
