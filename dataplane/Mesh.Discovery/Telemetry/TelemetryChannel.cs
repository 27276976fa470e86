using Google.Protobuf;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Transport;
using Mesh.Discovery.Xds;
using Mesh.Protos.Telemetry.V1;
using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Telemetry;

/// <summary>The proxy's telemetry stream to the control plane: says hello, is silent, answers each question. Begins anew when it breaks.</summary>
public sealed partial class TelemetryChannel : IAsyncDisposable
{
    private const string Method = "/mesh.telemetry.v1.TelemetryService/Connect";
    private const int DefaultTopK = 200;
    private const int MaxTopK = 2000;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);

    private readonly string _nodeId;
    private readonly string _version;
    private readonly IControlTransport _transport;
    private readonly ICredentialSource _credentials;
    private readonly ITelemetrySource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Creates a channel; nothing happens before <see cref="Start"/>.</summary>
    /// <param name="nodeId">Who reports: <c>NAMESPACE/NAME</c> of the workload.</param>
    /// <param name="version">The proxy's version.</param>
    /// <param name="transport">To the control plane.</param>
    /// <param name="credentials">Waited for before the first connection.</param>
    /// <param name="source">Counts.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Jitter; used by one thread.</param>
    /// <param name="logger">One line per event.</param>
    public TelemetryChannel(
        string nodeId, string version, IControlTransport transport, ICredentialSource credentials, ITelemetrySource source, TimeProvider time, Random random, ILogger logger)
    {
        _nodeId = nodeId;
        _version = version;
        _transport = transport;
        _credentials = credentials;
        _source = source;
        _time = time;
        _logger = logger;
        _backoff = new Backoff(FirstBackoff, LongestBackoff, random);
    }

    /// <summary>Begins to work.</summary>
    public void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        await _credentials.WaitAsync(cancellation).ConfigureAwait(false);
        while (true)
        {
            try
            {
                await ServeAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception ended) when (ended is ControlTransportException or InvalidProtocolBufferException)
            {
                Ended(_logger, ended.Message);
            }
            await Task.Delay(_backoff.Next(), _time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(CancellationToken cancellation)
    {
        var stream = _transport.Open(Method, cancellation);
        await using (stream.ConfigureAwait(false))
        {
            await stream.SendAsync(new ProxyMessage { Hello = new Hello { NodeId = _nodeId, Version = _version } }.ToByteArray(), cancellation).ConfigureAwait(false);
            long? last = null;
            while (await stream.ReceiveAsync(cancellation).ConfigureAwait(false) is { } message)
            {
                _backoff.Reset();
                var query = TelemetryQuery.Parser.ParseFrom(message);
                var window = last is { } since ? _time.GetElapsedTime(since) : TimeSpan.Zero;
                last = _time.GetTimestamp();
                var topK = query.TopK == 0 ? DefaultTopK : (int)Math.Min(query.TopK, MaxTopK);
                var report = ReportWriter.Write(query.Id, _source.Collect(topK, window));
                await stream.SendAsync(new ProxyMessage { Report = report }.ToByteArray(), cancellation).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(301, LogLevel.Debug, "Telemetry stream ended: {Reason}")]
    private static partial void Ended(ILogger logger, string reason);
}
