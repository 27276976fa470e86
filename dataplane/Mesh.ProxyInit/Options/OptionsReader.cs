using System.Globalization;
using Mesh.Conventions;

namespace Mesh.ProxyInit.Options;

/// <summary>Turns arguments into an <see cref="InitRequest"/>, or into the list of everything that is wrong with them.</summary>
internal sealed class OptionsReader
{
    private readonly List<string> _errors = [];
    private readonly ListParser _lists;
    private readonly CommandLine _line;

    private OptionsReader(IReadOnlyList<string> arguments)
    {
        _lists = new ListParser(_errors);
        _line = CommandLine.Parse(arguments, Flags.WithValue, Flags.Switches, _errors);
    }

    public static InitRequest Read(IReadOnlyList<string> arguments, out IReadOnlyList<string> errors)
    {
        var reader = new OptionsReader(arguments);
        var request = new InitRequest(reader.Action(), reader.Capture(), reader.Backend(), reader.Switch(Flags.Validate, true));
        errors = reader._errors;
        return request;
    }

    private InitAction Action()
    {
        (string Flag, InitAction Action)[] choices =
            [(Flags.Help, InitAction.Help), (Flags.Version, InitAction.Version), (Flags.Cleanup, InitAction.Cleanup), (Flags.DryRun, InitAction.DryRun)];
        var chosen = choices.Where(choice => Switch(choice.Flag, false)).ToArray();
        if (chosen.Length > 1)
        {
            _errors.Add($"{chosen[0].Flag} and {chosen[1].Flag} exclude each other");
        }

        return chosen.Length == 0 ? InitAction.Apply : chosen[0].Action;
    }

    private CaptureOptions Capture()
    {
        var ports = ReadPorts();
        var options = new CaptureOptions
        {
            Ports = ports,
            ProxyUid = Id(Flags.ProxyUid, MeshIdentities.ProxyUid),
            ProxyGid = Id(Flags.ProxyGid, MeshIdentities.ProxyUid),
            InboundPorts = Filter(Flags.IncludeInboundPorts, Flags.ExcludeInboundPorts),
            InboundSources = Addresses(Flags.IncludeInboundCidrs, Flags.ExcludeInboundCidrs),
            OutboundPorts = Filter(Flags.IncludeOutboundPorts, Flags.ExcludeOutboundPorts),
            OutboundDestinations = Addresses(Flags.IncludeOutboundCidrs, Flags.ExcludeOutboundCidrs),
            ExcludedUids = _lists.Ids(Flags.ExcludeUids, _line.Value(Flags.ExcludeUids)),
            ExcludedGids = _lists.Ids(Flags.ExcludeGids, _line.Value(Flags.ExcludeGids)),
            ExcludedInterfaces = _lists.Interfaces(Flags.ExcludeInterfaces, _line.Value(Flags.ExcludeInterfaces)),
            CaptureDns = Switch(Flags.CaptureDns, false),
        };
        _errors.AddRange(Contradictions.In(options));
        return options;
    }

    private ProxyPorts ReadPorts()
    {
        var ports = new ProxyPorts
        {
            Outbound = Port(Flags.OutboundPort, MeshPorts.Outbound),
            Inbound = Port(Flags.InboundPort, MeshPorts.Inbound),
            Tunnel = Port(Flags.TunnelPort, MeshPorts.Tunnel),
            Metrics = Port(Flags.MetricsPort, MeshPorts.ProxyMetrics),
            Dns = Port(Flags.DnsPort, MeshPorts.Dns),
        };
        return ports;
    }

    private PortFilter Filter(string include, string exclude) =>
        new(_lists.Ports(include, _line.Value(include)), _lists.Ports(exclude, _line.Value(exclude)));

    private AddressFilter Addresses(string include, string exclude) =>
        new(_lists.Networks(include, _line.Value(include)), _lists.Networks(exclude, _line.Value(exclude)));

    private int Port(string flag, int byDefault)
    {
        var value = _line.Value(flag);
        if (value is null)
        {
            return byDefault;
        }

        if (PortRange.TryParse(value, out var range) && range.First == range.Last)
        {
            return range.First;
        }

        _errors.Add($"{flag}: {CommandLine.Quoted(value)} is not a port from 1 to 65535");
        return byDefault;
    }

    private uint Id(string flag, uint byDefault)
    {
        var value = _line.Value(flag);
        if (value is null || ListParser.TryId(value, out byDefault))
        {
            return byDefault;
        }

        _errors.Add($"{flag}: {CommandLine.Quoted(value)} is not a number from 0 to {(uint.MaxValue - 1).ToString(CultureInfo.InvariantCulture)}");
        return byDefault;
    }

    private bool Switch(string flag, bool byDefault)
    {
        var value = _line.Value(flag);
        if (value is not (null or "true" or "false"))
        {
            _errors.Add($"{flag}: {CommandLine.Quoted(value)} is neither true nor false");
        }

        return value is null ? byDefault : value == "true";
    }

    private BackendChoice Backend()
    {
        switch (_line.Value(Flags.Backend))
        {
            case null or "auto":
                return BackendChoice.Auto;
            case "nft":
                return BackendChoice.Nft;
            case "legacy":
                return BackendChoice.Legacy;
            case var other:
                _errors.Add($"{Flags.Backend}: {CommandLine.Quoted(other)} is not one of auto, nft, legacy");
                return BackendChoice.Auto;
        }
    }
}
