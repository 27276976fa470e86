namespace Mesh.Engine.Tls;

/// <summary>Credentials or options cannot be used for TLS; the message says which and why.</summary>
public sealed class TlsConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TlsConfigurationException(string message)
        : base(message)
    {
    }
}
