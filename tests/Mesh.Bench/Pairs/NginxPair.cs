using Mesh.TestKit.Programs;

namespace Mesh.Bench.Pairs;

/// <summary>nginx on both sides, HTTP/1.1 between them (nginx has no HTTP/2 upstream).</summary>
internal sealed class NginxPair(PairHosts hosts, PairCertificates certificates, int firstDestinations, bool isCaptured)
    : LocalProxyPair(hosts, firstDestinations, isCaptured)
{
    private readonly int _firstDestinations = firstDestinations;

    public override string Name => "nginx";

    protected override string OutboundConfiguration() => NginxConfiguration.Outbound(Hosts.Directory.Path, certificates, Hosts.Server.IPv4, _firstDestinations);

    protected override string InboundConfiguration() => NginxConfiguration.Inbound(Hosts.Directory.Path, certificates, Hosts.Server.IPv4);

    protected override ProgramStart Program(string configuration) => new("nginx", "-e", configuration + ".log", "-c", configuration);
}
