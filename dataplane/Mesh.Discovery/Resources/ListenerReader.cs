using System.Net;
using Envoy.Config.Listener.V3;
using Google.Protobuf;
using Mesh.Conventions;

namespace Mesh.Discovery.Resources;

/// <summary>
/// Reads <c>envoy.config.listener.v3.Listener</c>. Declared HTTP is a default chain with an HTTP filter, declared TCP one with a
/// TCP filter; an undeclared protocol is a chain for the sniffed application protocols beside a default chain with a TCP filter; TLS that
/// is routed by server name is a chain for each set of names and no default chain.
/// </summary>
internal static class ListenerReader
{
    public static ListenerSpec? Read(string name, ByteString value, FieldReport report)
    {
        if (!TypedConfig.TryRead(value, Listener.Parser, "listener", report, out var listener))
            return null;
        ResourceNames.Check(name, listener.Name, report);
        if (ReadAddress(listener, report) is not { } address)
            return null;
        report.NotImplemented(listener.ApiListener is not null, "api_listener");
        report.Ignored(listener.ListenerFilters.Count > 0, "listener_filters");
        if (ServerNameReader.IsFor(listener))
            return new ListenerSpec(listener.Name, address, null, null) { ServerNames = ServerNameReader.Read(listener, report) };
        if (listener.DefaultFilterChain is not { } fallback)
        {
            report.Error("default_filter_chain", "is missing");
            return null;
        }
        report.NotImplemented(fallback.FilterChainMatch is not null, "default_filter_chain.filter_chain_match");
        var (http, tcp) = FilterChainReader.Read(fallback, "default_filter_chain", report);
        if (listener.FilterChains.Count > 0)
            http = ReadSniffed(listener, tcp, report);
        return new ListenerSpec(listener.Name, address, http, tcp);
    }

    private static IPEndPoint? ReadAddress(Listener listener, FieldReport report)
    {
        if (!Addresses.TryParse(listener.Name, out var address))
        {
            report.Error("name", "is not an ip:port");
            return null;
        }
        if (listener.Address is not null && Addresses.Read(listener.Address, "address", report) is { } stated && !stated.Equals(address))
            report.Error("address", $"{stated} differs from the name");
        return address;
    }

    private static HttpSpec? ReadSniffed(Listener listener, TcpSpec? fallback, FieldReport report)
    {
        const string field = "filter_chains[0]";
        if (listener.FilterChains.Count > 1)
            report.Error("filter_chains", $"{listener.FilterChains.Count} are not implemented; one for {ExtensionNames.SniffedHttp1} and {ExtensionNames.SniffedHttp2} is");
        if (fallback is null)
            report.Error("default_filter_chain", "beside a chain for sniffed HTTP it must hold a TCP proxy");
        var chain = listener.FilterChains[0];
        CheckMatch(chain.FilterChainMatch, $"{field}.filter_chain_match", report);
        var (http, tcp) = FilterChainReader.Read(chain, field, report);
        if (tcp is not null)
            report.Error($"{field}.filters[0]", "a chain for sniffed HTTP must hold an HTTP connection manager");
        return http;
    }

    private static void CheckMatch(FilterChainMatch? match, string field, FieldReport report)
    {
        if (match is null)
        {
            report.Error(field, "is missing");
            return;
        }
        var known = match.ApplicationProtocols.All(protocol => protocol is ExtensionNames.SniffedHttp1 or ExtensionNames.SniffedHttp2);
        if (!known || match.ApplicationProtocols.Count == 0)
            report.Error($"{field}.application_protocols", $"only {ExtensionNames.SniffedHttp1} and {ExtensionNames.SniffedHttp2} are implemented");
        FilterChainMatches.CheckAddresses(match, field, report);
        report.NotImplemented(match.TransportProtocol is not ("" or "raw_buffer"), $"{field}.transport_protocol");
    }
}
