using Google.Protobuf;
using Mesh.Identity;
using Mesh.Protos.Extensions.V1;
using Mesh.Traffic.Outbound;

namespace Mesh.Discovery.Resources;

/// <summary>Reads <c>mesh.extensions.v1.MeshConfig</c>.</summary>
internal static class MeshConfigReader
{
    public static MeshSettings? Read(ByteString value, FieldReport report)
    {
        if (!TypedConfig.TryRead(value, MeshConfig.Parser, "mesh_config", report, out var config))
            return null;
        if (!TrustDomain.TryParse(config.TrustDomain, out var domain))
            report.Error("trust_domain", $"\"{config.TrustDomain}\" is not a trust domain");
        if (!CidrSet.TryParse(config.Cidrs, out var cidrs, out var invalid))
            report.Error("cidrs", $"\"{invalid}\" is not an IP network");
        foreach (var suffix in config.DnsSuffixes)
        {
            if (!DnsNameReader.IsName(suffix))
                report.Error("dns_suffixes", $"\"{suffix}\" is not a lower case DNS name without dots at the ends");
        }
        if (config.OutboundPolicy is not (MeshConfig.Types.OutboundPolicy.AllowAny or MeshConfig.Types.OutboundPolicy.RegistryOnly))
            report.Error("outbound_policy", $"{(int)config.OutboundPolicy} is not implemented");
        return domain is null ? null : new MeshSettings
        {
            TrustDomain = domain,
            Cidrs = cidrs,
            DnsSuffixes = [.. config.DnsSuffixes],
            OutboundPolicy = config.OutboundPolicy == MeshConfig.Types.OutboundPolicy.RegistryOnly ? OutboundPolicy.RegistryOnly : OutboundPolicy.AllowAny,
        };
    }
}
