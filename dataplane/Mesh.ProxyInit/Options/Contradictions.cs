namespace Mesh.ProxyInit.Options;

/// <summary>Options that are valid one by one but make no sense together.</summary>
internal static class Contradictions
{
    private const int DnsPort = 53;

    public static IEnumerable<string> In(CaptureOptions options)
    {
        var own = options.Ports.Each.ToArray();
        return own.GroupBy(port => port).Where(group => group.Count() > 1).Select(group => $"the proxy cannot use port {group.Key} for two things")
            .Concat(Overlaps(Flags.IncludeInboundPorts, Flags.ExcludeInboundPorts, options.InboundPorts))
            .Concat(Overlaps(Flags.IncludeOutboundPorts, Flags.ExcludeOutboundPorts, options.OutboundPorts))
            .Concat(Shared(Flags.IncludeInboundCidrs, Flags.ExcludeInboundCidrs, options.InboundSources))
            .Concat(Shared(Flags.IncludeOutboundCidrs, Flags.ExcludeOutboundCidrs, options.OutboundDestinations))
            .Concat(OwnPorts(own, options.InboundPorts))
            .Concat(Dns(options));
    }

    private static IEnumerable<string> Overlaps(string include, string exclude, PortFilter filter) =>
        from included in filter.Included
        from excluded in filter.Excluded
        where excluded.First <= included.First && included.Last <= excluded.Last
        select $"{include} {included} is wholly inside {exclude} {excluded}";

    private static IEnumerable<string> Shared(string include, string exclude, AddressFilter filter) =>
        filter.Included.Intersect(filter.Excluded).Select(network => $"{network} is in both {include} and {exclude}");

    // A port of the proxy that is reachable from outside past the redirection would be an open relay.
    private static IEnumerable<string> OwnPorts(int[] own, PortFilter inbound) =>
        from port in own
        from excluded in inbound.Excluded
        where excluded.Contains(port)
        select $"{Flags.ExcludeInboundPorts} {excluded}: {port} is the proxy's own port";

    private static IEnumerable<string> Dns(CaptureOptions options) =>
        options.CaptureDns && options.OutboundPorts.Excluded.Any(range => range.Contains(DnsPort))
            ? [$"{Flags.CaptureDns} and {Flags.ExcludeOutboundPorts} {DnsPort} exclude each other"]
            : [];
}
