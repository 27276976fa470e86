using System.Net;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Mesh.Api.Protocols;
using Mesh.Api.Resources;
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
            DefaultFilterChain = backend.Protocol == ApplicationProtocol.Http ? HttpChain(backend) : TcpChain(backend),
        };
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
            Split(proxy, route);
        else
            proxy.Cluster = backend.Name;
        return Chain(ExtensionNames.TcpProxy, proxy);
    }

    private static void Split(TcpProxy proxy, TcpRoute route)
    {
        var weighted = route.Backends.Where(backend => backend.Weight > 0).ToArray();
        // A name no cluster has: connections are refused, as the Gateway API wants it for a route without a usable backend.
        if (weighted.Length == 0)
            proxy.Cluster = $"none/{route.Name}";
        else if (weighted.Length == 1)
            proxy.Cluster = BackendModel.NameOf(weighted[0].Service, weighted[0].Port);
        else
            proxy.WeightedClusters = Weigh(weighted);
    }

    private static TcpProxy.Types.WeightedCluster Weigh(BackendReference[] backends)
    {
        var split = new TcpProxy.Types.WeightedCluster();
        split.Clusters.AddRange(backends.Select(backend => new TcpProxy.Types.WeightedCluster.Types.ClusterWeight
        {
            Name = BackendModel.NameOf(backend.Service, backend.Port),
            Weight = (uint)backend.Weight,
        }));
        return split;
    }

    private static FilterChain Chain(string filter, Google.Protobuf.IMessage config) => new()
    {
        Filters = { new Filter { Name = filter, TypedConfig = XdsEncoding.Pack(config) } },
    };
}
