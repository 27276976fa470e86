using System.Net;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Mesh.Api.Protocols;
using Mesh.Conventions;
using Mesh.Model.Compiled;
using UpgradeConfig = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.UpgradeConfig;

namespace Mesh.Model.Xds;

/// <summary>What a proxy does with connections to one address.</summary>
internal static class ListenerGenerator
{
    public static Listener Generate(IPEndPoint address, BackendModel backend)
    {
        var listener = new Listener
        {
            Name = address.ToString(),
            Address = SocketAddresses.Of(address),
            TrafficDirection = TrafficDirection.Outbound,
        };
        if (backend is { Protocol: ApplicationProtocol.Tcp, TcpRoute: null, TlsRoutes.IsEmpty: false })
        {
            listener.FilterChains.AddRange(ServerNameChains.Of(backend));
            return listener;
        }

        listener.DefaultFilterChain = backend.Protocol == ApplicationProtocol.Http ? HttpChain(backend) : TcpChain(backend);
        if (backend.Protocol == ApplicationProtocol.Undeclared)
        {
            var sniffed = HttpChain(backend);
            sniffed.FilterChainMatch = new FilterChainMatch { ApplicationProtocols = { ExtensionNames.SniffedHttp1, ExtensionNames.SniffedHttp2 } };
            listener.FilterChains.Add(sniffed);
        }

        return listener;
    }

    private static FilterChain HttpChain(BackendModel backend)
    {
        var manager = new HttpConnectionManager
        {
            StatPrefix = backend.Name,
            Rds = new Rds { ConfigSource = XdsSources.Ads(), RouteConfigName = backend.Name },
            HttpFilters = { new HttpFilter { Name = ExtensionNames.Router, TypedConfig = XdsEncoding.Pack(new Router()) } },
            UpgradeConfigs = { new UpgradeConfig { UpgradeType = "websocket" } },
        };
        return Chain(ExtensionNames.HttpConnectionManager, manager);
    }

    private static FilterChain TcpChain(BackendModel backend)
    {
        var proxy = new TcpProxy { StatPrefix = backend.Name };
        if (backend.TcpRoute is { } route)
            ConnectionSplit.Write(proxy, route.Name, route.Backends);
        else
            proxy.Cluster = backend.Name;
        return Chain(ExtensionNames.TcpProxy, proxy);
    }

    /// <summary>A chain of one network filter.</summary>
    internal static FilterChain Chain(string filter, Google.Protobuf.IMessage config) => new()
    {
        Filters = { new Filter { Name = filter, TypedConfig = XdsEncoding.Pack(config) } },
    };
}
