namespace Mesh.TestKit.Tunnels;

/// <summary>The callee reset the stream.</summary>
public sealed class TunnelResetException(uint code) : IOException($"the stream was reset with code {code}")
{
    /// <summary>HTTP/2 error code, RFC 9113 §7.</summary>
    public uint Code => code;
}
