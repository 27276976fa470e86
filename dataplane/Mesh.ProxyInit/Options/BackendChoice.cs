namespace Mesh.ProxyInit.Options;

/// <summary>Which iptables implementation the user wants.</summary>
internal enum BackendChoice
{
    Auto,
    Nft,
    Legacy,
}
