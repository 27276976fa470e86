using Envoy.Config.Core.V3;
using Mesh.Api.Protocols;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Model.Compiled;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Model.Xds;

/// <summary>What a proxy needs to know of its own workload.</summary>
internal static class WorkloadGenerator
{
    public static Workload Generate(WorkloadModel workload)
    {
        var self = new Workload
        {
            Name = workload.Name.Name,
            Namespace = workload.Name.Namespace,
            Identity = workload.Identity.ToString(),
            Addresses = { workload.Addresses.Select(address => address.ToString()) },
            DefaultMtlsMode = ToMode(workload.DefaultMode),
        };
        self.Ports.AddRange(workload.Ports.Select(port => ToPort(port.Key, port.Value)));
        self.ExplicitListeners.AddRange(workload.ExplicitListeners.Select(listener => new Workload.Types.ExplicitListener
        {
            Listen = listener.Listen.ToString(),
            Destination = listener.Destination.ToString(),
        }));
        return self;
    }

    private static Workload.Types.Port ToPort(int number, WorkloadPortModel port) => new()
    {
        Port_ = (uint)number,
        Protocol = port.Protocol switch
        {
            ApplicationProtocol.Http => Protocol.Http,
            ApplicationProtocol.Tcp => Protocol.Tcp,
            _ => Protocol.Auto,
        },
        MtlsMode = ToMode(port.Mode),
        Services = { port.Services },
        ProxyProtocol = port.ProxyProtocol is { } version ? new ProxyProtocolConfig { Version = ToVersion(version) } : null,
    };

    private static ProxyProtocolConfig.Types.Version ToVersion(ProxyProtocolVersion version) =>
        version == ProxyProtocolVersion.V1 ? ProxyProtocolConfig.Types.Version.V1 : ProxyProtocolConfig.Types.Version.V2;

    private static MtlsMode ToMode(PeerMode mode) => mode switch
    {
        PeerMode.Strict => MtlsMode.Strict,
        PeerMode.Disable => MtlsMode.Disable,
        _ => MtlsMode.Permissive,
    };
}
