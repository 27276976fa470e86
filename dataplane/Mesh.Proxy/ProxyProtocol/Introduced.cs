using Mesh.Conventions;
using Mesh.Engine.Sockets;

namespace Mesh.Proxy.ProxyProtocol;

/// <summary>Whose requests may share connections to an application that is told at their beginning who they are from.</summary>
/// <param name="Version">How it is told.</param>
/// <param name="Application">Its address.</param>
/// <param name="Source">The caller's address; port 0.</param>
/// <param name="Identity">The caller's SPIFFE id; null when it has none.</param>
internal readonly record struct Introduced(ProxyProtocolVersion Version, IpEndpoint Application, IpEndpoint Source, string? Identity)
{
    /// <summary>What its connections begin with.</summary>
    internal byte[] Build() => Introduction.Build(Version, Source, Application, System.Text.Encoding.ASCII.GetBytes(Identity ?? ""));
}
