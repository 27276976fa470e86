using Mesh.Model.Compiled;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Model.Xds;

/// <summary>What every proxy needs before it is ready.</summary>
internal static class MeshConfigGenerator
{
    public static MeshConfig Generate(MeshModel mesh)
    {
        var config = new MeshConfig { TrustDomain = mesh.TrustDomain.Name };
        config.Cidrs.AddRange(mesh.Cidrs.Select(network => network.ToString()));
        config.DnsSuffixes.AddRange(mesh.DnsSuffixes);
        return config;
    }
}
