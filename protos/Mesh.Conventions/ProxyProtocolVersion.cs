namespace Mesh.Conventions;

/// <summary>Versions of the PROXY protocol, by which a proxy tells an application at the beginning of a connection who it is from.</summary>
public enum ProxyProtocolVersion
{
    /// <summary>Version 1: a line of text.</summary>
    V1 = 1,

    /// <summary>Version 2: binary, with the caller's identity.</summary>
    V2 = 2,
}
