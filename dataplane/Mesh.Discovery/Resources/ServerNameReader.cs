using System.Collections.Immutable;
using Envoy.Config.Listener.V3;
using Mesh.Conventions;

namespace Mesh.Discovery.Resources;

/// <summary>Reads a listener whose filter chains are for TLS server names, each with a TCP filter.</summary>
internal static class ServerNameReader
{
    /// <summary>Whether a listener is of that kind.</summary>
    public static bool IsFor(Listener listener) =>
        listener.FilterChains.Any(chain => chain.FilterChainMatch is { } match && (match.TransportProtocol == ExtensionNames.TlsTransport || match.ServerNames.Count > 0));

    public static ImmutableArray<ServerNameSpec> Read(Listener listener, FieldReport report)
    {
        report.NotImplemented(listener.DefaultFilterChain is not null, "default_filter_chain beside chains for server names");
        var chains = ImmutableArray.CreateBuilder<ServerNameSpec>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < listener.FilterChains.Count; i++)
        {
            var chain = listener.FilterChains[i];
            var field = $"filter_chains[{i}]";
            CheckMatch(chain.FilterChainMatch, $"{field}.filter_chain_match", taken, report);
            var (http, tcp) = FilterChainReader.Read(chain, field, report);
            report.NotImplemented(http is not null, $"{field}.filters[0]: HTTP inside of TLS");
            if (tcp is not null && chain.FilterChainMatch is { } match)
                chains.Add(new ServerNameSpec([.. match.ServerNames], tcp));
        }
        return chains.ToImmutable();
    }

    private static void CheckMatch(FilterChainMatch? match, string field, HashSet<string> taken, FieldReport report)
    {
        if (match is null)
        {
            report.Error(field, "is missing");
            return;
        }
        if (match.TransportProtocol != ExtensionNames.TlsTransport)
            report.Error($"{field}.transport_protocol", $"beside chains for server names it must be \"{ExtensionNames.TlsTransport}\"");
        if (match.ServerNames.Count == 0)
            report.Error($"{field}.server_names", "is empty");
        foreach (var name in match.ServerNames)
        {
            if (!IsName(name))
                report.Error($"{field}.server_names", $"\"{name}\" is not a name or \"*.suffix\"");
            else if (!taken.Add(name))
                report.Error($"{field}.server_names", $"\"{name}\" occurs twice");
        }
        report.NotImplemented(match.ApplicationProtocols.Count > 0, $"{field}.application_protocols");
        FilterChainMatches.CheckAddresses(match, field, report);
    }

    private static bool IsName(string name)
    {
        var text = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        return text.Length is > 0 and <= 253 && !text.Contains('*', StringComparison.Ordinal) && text[0] != '.';
    }
}
