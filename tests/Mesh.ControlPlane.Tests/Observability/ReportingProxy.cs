using Grpc.Core;
using Mesh.ControlPlane.Tests.Observability.Top;
using Mesh.ControlPlane.Tests.Serving;
using Mesh.Protos.Telemetry.V1;
using Mesh.TestKit;

namespace Mesh.ControlPlane.Tests.Observability;

/// <summary>A proxy that answers each query with one row.</summary>
internal sealed class ReportingProxy : IAsyncDisposable
{
    private readonly TestProxy _proxy;
    private readonly AsyncDuplexStreamingCall<ProxyMessage, TelemetryQuery> _call;
    private Task _answering = Task.CompletedTask;
    private int _asked;

    private ReportingProxy(TestControlPlane server, string name)
    {
        _proxy = server.Connect(name);
        _call = _proxy.Telemetry.Connect();
    }

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Starts one that reports, each time it is asked, so many requests to the catalog; and other rows.</summary>
    public static async Task<ReportingProxy> StartAsync(TestControlPlane server, string name, ulong requests, bool answers = true, params Row[] more)
    {
        var proxy = new ReportingProxy(server, name);
        await proxy._call.RequestStream.WriteAsync(new ProxyMessage { Hello = new Hello { NodeId = $"shop/{name}", Version = "1" } });
        await Eventually.TrueAsync(() => server.Telemetry.Connections.Any(connection => connection.Workload.Name == name), "the stream is known");
        proxy._answering = proxy.AnswerAsync([TopTableTests.Row($"{name}.shop", requests), .. more], answers);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _proxy.Dispose();
    }

    private async Task AnswerAsync(Row[] rows, bool answers)
    {
        while (await _call.ResponseStream.MoveNext(CancellationToken.None))
        {
            Interlocked.Increment(ref _asked);
            if (answers)
                await _call.RequestStream.WriteAsync(new ProxyMessage
                {
                    Report = new Report { QueryId = _call.ResponseStream.Current.Id, Rows = { rows } },
                });
        }
    }
}
