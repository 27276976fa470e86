using System.Net.Sockets;
using Grpc.Net.Client;
using Mesh.Conventions;
using Mesh.Protos.Operator.V1;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>What <c>meshctl proxy-status</c> asks, asked often.</summary>
internal sealed class OperatorClient : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly OperatorService.OperatorServiceClient _client;

    /// <summary>A client of the control plane behind a Unix socket; connects when it is used, also after a restart.</summary>
    internal OperatorClient(string socket)
    {
        _channel = GrpcChannel.ForAddress("http://operator", new GrpcChannelOptions { DisposeHttpClient = true, HttpHandler = Handler(socket) });
        _client = new OperatorService.OperatorServiceClient(_channel);
    }

    /// <summary>The connected proxies by workload name.</summary>
    internal async Task<IReadOnlyDictionary<string, ProxyStatus>> ProxiesAsync() =>
        (await _client.GetProxyStatusAsync(new GetProxyStatusRequest())).Proxies.ToDictionary(proxy => proxy.NodeId);

    /// <summary>How many resources of each type each proxy subscribes to, once all of them have acknowledged everything; null before.</summary>
    internal async Task<IReadOnlyList<string>?> SettledSubscriptionsAsync()
    {
        var proxies = await ProxiesAsync();
        return proxies.Values.SelectMany(proxy => proxy.Types_).Any(type => type.Sync == ProxyStatus.Types.SyncState.Stale) ? null
            : [.. proxies.OrderBy(proxy => proxy.Key, StringComparer.Ordinal).SelectMany(proxy => proxy.Value.Types_.Select(type => $"{proxy.Key} {type.TypeUrl} {type.Subscribed}"))];
    }

    /// <summary>When a proxy acknowledged its routes last; null while it has not.</summary>
    internal static DateTimeOffset? RoutesAcknowledged(ProxyStatus proxy) => proxy.Types_
        .Where(type => type.TypeUrl == ResourceTypes.Route && type.Sync == ProxyStatus.Types.SyncState.Synced)
        .Select(type => (DateTimeOffset?)type.Since.ToDateTimeOffset()).FirstOrDefault();

    public void Dispose() => _channel.Dispose();

    private static SocketsHttpHandler Handler(string path) => new()
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
