using Grpc.Core;
using Mesh.Protos.Identity.V1;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.Proxy.Tests.Control;

/// <summary>What the gRPC server of these tests does: one unary method and one stream, as the test says.</summary>
internal sealed class TestService
{
    /// <summary>Each unary call's authorization header and the thumbprint of the client's certificate.</summary>
    public List<(string? Authorization, string Client)> Calls { get; } = [];

    /// <summary>When each unary call's client gives up.</summary>
    public List<DateTime> Deadlines { get; } = [];

    public Func<TrustBundle> Answer { get; set; } = static () => new TrustBundle();

    /// <summary>What a stream does after its first message was answered.</summary>
    public Func<ServerCallContext, Task> AfterFirst { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Which messages follow a stream's first.</summary>
    public IEnumerable<TelemetryQuery> More { get; set; } = [];

    internal sealed class Unary(TestService service) : IdentityService.IdentityServiceBase
    {
        public override async Task<TrustBundle> GetTrustBundle(GetTrustBundleRequest request, ServerCallContext context)
        {
            var certificate = await context.GetHttpContext().Connection.GetClientCertificateAsync();
            lock (service.Calls)
            {
                service.Calls.Add((context.RequestHeaders.GetValue("authorization"), certificate?.Thumbprint ?? ""));
                service.Deadlines.Add(context.Deadline);
            }
            return service.Answer();
        }
    }

    internal sealed class Duplex(TestService service) : TelemetryService.TelemetryServiceBase
    {
        public override async Task Connect(
            IAsyncStreamReader<ProxyMessage> requestStream, IServerStreamWriter<TelemetryQuery> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext();
            await responseStream.WriteAsync(new TelemetryQuery { Id = (ulong)requestStream.Current.Hello.NodeId.Length });
            foreach (var next in service.More)
                await responseStream.WriteAsync(next);
            await service.AfterFirst(context);
        }
    }
}
