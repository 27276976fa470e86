using Mesh.ProxyInit.Options;

namespace Mesh.ProxyInit.Rules;

/// <summary>The nat table: which connections are redirected to the proxy.</summary>
internal sealed class NatRules
{
    private readonly TableRules _table = new("nat");
    private readonly CaptureOptions _options;
    private readonly FamilyAddresses _addresses;

    private NatRules(CaptureOptions options, FamilyAddresses addresses)
    {
        _options = options;
        _addresses = addresses;
    }

    public static TableRules For(CaptureOptions options, FamilyAddresses addresses)
    {
        var rules = new NatRules(options, addresses);
        rules.Jumps();
        rules.Inbound();
        rules.Output();
        rules.Dns();
        rules.Redirects();
        return rules._table;
    }

    private void Jumps()
    {
        _table.Add("PREROUTING", $"-p tcp -j {OwnedChains.Inbound}");
        _table.Add("OUTPUT", $"-p tcp -j {OwnedChains.Output}");
        if (_options.CaptureDns)
        {
            _table.Add("OUTPUT", $"-p udp -m udp --dport 53 -j {OwnedChains.Dns}");
        }
    }

    private void Inbound()
    {
        ReturnEach(OwnedChains.Inbound, _options.ExcludedInterfaces.Select(name => $"-i {name}"));
        ReturnEach(OwnedChains.Inbound, [Match.DestinationPort(_options.Ports.Tunnel), Match.DestinationPort(_options.Ports.Metrics)]);
        ReturnEach(OwnedChains.Inbound, _options.InboundPorts.Excluded.Select(Match.DestinationPort));
        ReturnEach(OwnedChains.Inbound, _options.InboundSources.ExcludedOf(_addresses.Family).Select(network => $"-s {network}"));
        Include(OwnedChains.Inbound, OwnedChains.InboundPorts, OwnedChains.InRedirect, "-s", _options.InboundSources, _options.InboundPorts);
    }

    private void Output()
    {
        ReturnEach(OwnedChains.Output, _options.ExcludedInterfaces.Select(name => $"-o {name}"));
        ReturnEach(OwnedChains.Output, [$"-s {_addresses.InboundSourcePrefix} -o lo"]);
        foreach (var owner in Match.Proxy(_options))
        {
            _table.Add(OwnedChains.Output, $"! -d {_addresses.Loopback} -o lo -p tcp {NotToTunnel()} {owner} -j {OwnedChains.InRedirect}");
            ReturnEach(OwnedChains.Output, [owner]);
        }

        ReturnEach(OwnedChains.Output, Match.ExcludedOwners(_options));
        ReturnEach(OwnedChains.Output, _options.OutboundPorts.Excluded.Select(Match.DestinationPort));
        if (_options.CaptureDns)
        {
            // Before the loopback rule: a nameserver in resolv.conf is often a stub on loopback.
            _table.Add(OwnedChains.Output, $"{Match.DestinationPort(53)} -j {OwnedChains.Dns}");
        }

        ReturnEach(OwnedChains.Output, ["-o lo"]);
        ReturnEach(OwnedChains.Output, _options.OutboundDestinations.ExcludedOf(_addresses.Family).Select(network => $"-d {network}"));
        Include(OwnedChains.Output, OwnedChains.OutputPorts, OwnedChains.Redirect, "-d", _options.OutboundDestinations, _options.OutboundPorts);
    }

    // The proxy that balances a call onto its own workload enters by the front door, so that policy applies there too.
    // Its queries to a nameserver on this host do not.
    private string NotToTunnel() => _options.CaptureDns
        ? $"-m multiport ! --dports 53,{_options.Ports.Tunnel}"
        : $"-m tcp ! --dport {_options.Ports.Tunnel}";

    private void Dns()
    {
        if (!_options.CaptureDns)
        {
            return;
        }

        ReturnEach(OwnedChains.Dns, _options.ExcludedInterfaces.Select(name => $"-o {name}"));
        ReturnEach(OwnedChains.Dns, Match.Proxy(_options).Concat(Match.ExcludedOwners(_options)));
        _table.Add(OwnedChains.Dns, $"-p udp -m udp --dport 53 -j REDIRECT --to-ports {_options.Ports.Dns}");
        _table.Add(OwnedChains.Dns, $"-p tcp -m tcp --dport 53 -j REDIRECT --to-ports {_options.Ports.Dns}");
    }

    private void Redirects()
    {
        _table.Add(OwnedChains.InRedirect, $"-p tcp -j REDIRECT --to-ports {_options.Ports.Inbound}");
        _table.Add(OwnedChains.Redirect, $"-p tcp -j REDIRECT --to-ports {_options.Ports.Outbound}");
    }

    // Included prefixes and included ports must both hold, so where both are given their chains are in series.
    private void Include(string chain, string portsChain, string target, string direction, AddressFilter addresses, PortFilter ports)
    {
        var anyPort = ports.Included.Count == 0;
        if (addresses.IncludesAll)
        {
            IncludePorts(chain, target, ports);
            return;
        }

        var networks = addresses.IncludedOf(_addresses.Family).ToArray();
        foreach (var network in networks)
        {
            _table.Add(chain, $"{direction} {network} -j {(anyPort ? target : portsChain)}");
        }

        if (networks.Length > 0 && !anyPort)
        {
            IncludePorts(portsChain, target, ports);
        }
    }

    private void IncludePorts(string chain, string target, PortFilter ports)
    {
        foreach (var match in ports.Included.Count == 0 ? [""] : ports.Included.Select(range => Match.DestinationPort(range) + " "))
        {
            _table.Add(chain, $"{match}-j {target}");
        }
    }

    private void ReturnEach(string chain, IEnumerable<string> matches)
    {
        foreach (var match in matches)
        {
            _table.Add(chain, $"{match} -j RETURN");
        }
    }
}
