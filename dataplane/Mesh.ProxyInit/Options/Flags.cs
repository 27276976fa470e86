namespace Mesh.ProxyInit.Options;

/// <summary>Names of the command line's flags, and the text that explains them.</summary>
internal static class Flags
{
    public const string Cleanup = "--cleanup";
    public const string DryRun = "--dry-run";
    public const string Validate = "--validate";
    public const string CaptureDns = "--capture-dns";
    public const string Help = "--help";
    public const string Version = "--version";
    public const string Backend = "--backend";
    public const string ProxyUid = "--proxy-uid";
    public const string ProxyGid = "--proxy-gid";
    public const string IncludeInboundPorts = "--include-inbound-ports";
    public const string ExcludeInboundPorts = "--exclude-inbound-ports";
    public const string IncludeInboundCidrs = "--include-inbound-cidrs";
    public const string ExcludeInboundCidrs = "--exclude-inbound-cidrs";
    public const string IncludeOutboundPorts = "--include-outbound-ports";
    public const string ExcludeOutboundPorts = "--exclude-outbound-ports";
    public const string IncludeOutboundCidrs = "--include-outbound-cidrs";
    public const string ExcludeOutboundCidrs = "--exclude-outbound-cidrs";
    public const string ExcludeUids = "--exclude-uids";
    public const string ExcludeGids = "--exclude-gids";
    public const string ExcludeInterfaces = "--exclude-interfaces";
    public const string OutboundPort = "--outbound-port";
    public const string InboundPort = "--inbound-port";
    public const string TunnelPort = "--tunnel-port";
    public const string MetricsPort = "--metrics-port";
    public const string DnsPort = "--dns-port";

    public const string Usage = """
        mesh-proxyinit: sends a workload's TCP connections (and DNS queries) to its mesh proxy, by iptables.
        Safe to run again: the rules are replaced in one transaction. Needs NET_ADMIN and NET_RAW.

          mesh-proxyinit [options]             apply the rules, then prove them by a real connection
          mesh-proxyinit --dry-run [options]   print the rules, change nothing
          mesh-proxyinit --cleanup             remove the rules

          --capture-dns                        send queries to port 53 to the proxy, all but the proxy's own
          --include-inbound-ports LIST         capture only these ports of the workload       (default: all)
          --exclude-inbound-ports LIST         leave these ports alone
          --include-inbound-cidrs LIST         capture only connections from these prefixes   (default: all)
          --exclude-inbound-cidrs LIST         leave connections from these prefixes alone
          --include-outbound-ports LIST        capture only connections to these ports        (default: all)
          --exclude-outbound-ports LIST        leave connections to these ports alone
          --include-outbound-cidrs LIST        capture only connections to these prefixes     (default: all)
          --exclude-outbound-cidrs LIST        leave connections to these prefixes alone
          --exclude-uids LIST, --exclude-gids LIST
                                               leave what these users and groups send alone
          --exclude-interfaces LIST            leave these network interfaces alone
          --proxy-uid ID, --proxy-gid ID       who the proxy is                               (default: 1337)
          --outbound-port 15001 --inbound-port 15006 --tunnel-port 15008 --metrics-port 15020 --dns-port 15053
                                               where the proxy listens
          --backend auto|nft|legacy            which iptables to use                          (default: auto)
          --validate true|false                whether to prove the rules                     (default: true)
          --help, --version

        LIST is separated by commas. Ports may be ranges (8000-8100); prefixes are IPv4 or IPv6 (10.0.0.0/8,fd00::/8).
        Exit codes: 0 done, 1 failed, 2 wrong options.
        """;

    public static IReadOnlySet<string> Switches { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        Cleanup, DryRun, Validate, CaptureDns, Help, Version,
    };

    public static IReadOnlySet<string> WithValue { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        Backend, ProxyUid, ProxyGid, IncludeInboundPorts, ExcludeInboundPorts, IncludeInboundCidrs, ExcludeInboundCidrs,
        IncludeOutboundPorts, ExcludeOutboundPorts, IncludeOutboundCidrs, ExcludeOutboundCidrs, ExcludeUids, ExcludeGids,
        ExcludeInterfaces, OutboundPort, InboundPort, TunnelPort, MetricsPort, DnsPort,
    };
}
