using Google.Protobuf;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Transport;
using Mesh.Protos.Telemetry.V1;
using Mesh.Traffic.Time;
using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Telemetry;

/// <summary>Holds the telemetry stream to the control plane and answers its queries. Silent until asked.</summary>
public sealed partial class TelemetryChannel : IAsyncDisposable
{
    private const int DefaultRows = 200;
    private const int MaxRows = 2000;

    private static readonly ControlCall Call = new("/mesh.telemetry.v1.TelemetryService/Connect");
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    private readonly string _nodeId;
    private readonly string _version;
    private readonly IControlTransport _transport;
    private readonly ICredentialSource _credentials;
    private readonly ITelemetrySource _source;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private CancellationTokenSource? _stream;
    private Task _running = Task.CompletedTask;
    private long? _lastCollect;

    /// <summary>Creates a channel; nothing happens before <see cref="Start"/>.</summary>
    /// <param name="nodeId">Who reports: <c>NAMESPACE/NAME</c> of the workload.</param>
    /// <param name="version">The proxy's version.</param>
    /// <param name="transport">To the control plane; shared with discovery.</param>
    /// <param name="credentials">A change opens the stream anew, with the new certificate.</param>
    /// <param name="source">What is reported.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Jitter; used by one thread.</param>
    /// <param name="logger">One line per event.</param>
    public TelemetryChannel(
        string nodeId, string version, IControlTransport transport, ICredentialSource credentials, ITelemetrySource source,
        TimeProvider time, Random random, ILogger logger)
    {
        _nodeId = nodeId;
        _version = version;
        _transport = transport;
        _credentials = credentials;
        _source = source;
        _time = time;
        _backoff = new Backoff(FirstBackoff, LongestBackoff, random);
        _logger = logger;
    }

    /// <summary>Begins to work; returns at once.</summary>
    public void Start()
    {
        _credentials.Changed += Reopen;
        _running = Task.Run(() => RunAsync(_stop.Token));
    }

    /// <summary>Closes the stream for good, before the channel is disposed: another process reports for the workload.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Closes the stream.</summary>
    public async ValueTask DisposeAsync()
    {
        _credentials.Changed -= Reopen;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Reopen(WorkloadCredentials credentials)
    {
        lock (_lock)
            _stream?.Cancel();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await _credentials.WaitAsync(cancellation).ConfigureAwait(false);
                await ServeAsync(cancellation).ConfigureAwait(false);
                await Task.Delay(_backoff.Next(), _time, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Stopped.
            }
        }
    }

    /// <summary>Serves one stream until it ends.</summary>
    private async Task ServeAsync(CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (_lock)
            _stream = ended;
        try
        {
            var stream = _transport.Open(Call, ended.Token);
            await using (stream.ConfigureAwait(false))
                await AnswerAsync(stream, ended.Token).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is ControlTransportException or InvalidProtocolBufferException)
        {
            Ended(_logger, broken.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // New credentials: the next stream has them.
            _backoff.Reset();
        }
        finally
        {
            lock (_lock)
                _stream = null;
        }
    }

    private async Task AnswerAsync(IControlStream stream, CancellationToken cancellation)
    {
        var hello = new ProxyMessage { Hello = new Hello { NodeId = _nodeId, Version = _version } };
        await stream.SendAsync(hello.ToByteArray(), cancellation).ConfigureAwait(false);
        while (await stream.ReceiveAsync(cancellation).ConfigureAwait(false) is { } message)
        {
            _backoff.Reset();
            var query = TelemetryQuery.Parser.ParseFrom(message);
            var report = new ProxyMessage { Report = Collect(query) };
            await stream.SendAsync(report.ToByteArray(), cancellation).ConfigureAwait(false);
        }
    }

    private Report Collect(TelemetryQuery query)
    {
        var now = MonotonicTime.Nanoseconds(_time);
        var window = _lastCollect is { } last ? TimeSpan.FromTicks((now - last) / MonotonicTime.NanosecondsPerTick) : TimeSpan.Zero;
        _lastCollect = now;
        var rows = query.TopK == 0 ? DefaultRows : (int)Math.Min(query.TopK, MaxRows);
        return ReportWriter.Write(query.Id, _source.Collect(rows, window));
    }

    [LoggerMessage(301, LogLevel.Debug, "Telemetry stream ended: {Reason}")]
    private static partial void Ended(ILogger logger, string reason);
}
