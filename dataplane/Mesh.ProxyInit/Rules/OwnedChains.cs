namespace Mesh.ProxyInit.Rules;

/// <summary>Names of the chains that belong to the mesh. Whatever is in them, or jumps to them, is replaced and cleaned up.</summary>
internal static class OwnedChains
{
    public const string Inbound = "MESH_INBOUND";
    public const string InboundPorts = "MESH_INBOUND_PORTS";
    public const string InRedirect = "MESH_IN_REDIRECT";
    public const string Output = "MESH_OUTPUT";
    public const string OutputPorts = "MESH_OUTPUT_PORTS";
    public const string Redirect = "MESH_REDIRECT";
    public const string Dns = "MESH_DNS";
    public const string DnsZone = "MESH_DNS_ZONE";

    /// <summary>Chains of all versions and options. A name once used stays here, so that an upgrade still removes it.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        Inbound, InboundPorts, InRedirect, Output, OutputPorts, Redirect, Dns, DnsZone,
    };
}
