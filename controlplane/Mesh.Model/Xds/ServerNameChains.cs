using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Model.Compiled;

namespace Mesh.Model.Xds;

/// <summary>The chains of a port with TLSRoutes: one for the server names of each. There is no other chain, so other names are refused.</summary>
internal static class ServerNameChains
{
    public static IEnumerable<FilterChain> Of(BackendModel backend)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var route in backend.TlsRoutes)
        {
            // Of two routes for one name the older keeps it.
            var names = route.Hostnames.Where(taken.Add).ToArray();
            if (names.Length > 0)
                yield return Chain(backend, route, names);
        }
    }

    private static FilterChain Chain(BackendModel backend, TlsRoute route, string[] names)
    {
        var proxy = new TcpProxy { StatPrefix = backend.Name };
        ConnectionSplit.Write(proxy, route.Name, route.Backends);
        var chain = ListenerGenerator.Chain(ExtensionNames.TcpProxy, proxy);
        chain.FilterChainMatch = new FilterChainMatch { TransportProtocol = ExtensionNames.TlsTransport, ServerNames = { names } };
        return chain;
    }
}
