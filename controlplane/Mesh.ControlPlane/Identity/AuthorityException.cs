namespace Mesh.ControlPlane.Identity;

/// <summary>The certificate authority could not be asked, or refused. The message says why and what to do.</summary>
internal sealed class AuthorityException : Exception
{
    /// <summary>Creates the exception.</summary>
    public AuthorityException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public AuthorityException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>The server that answered could not be verified as the authority.</summary>
    public bool IsUnverified { get; init; }
}
