namespace Mesh.Hosting.Programs;

/// <summary>A service cannot start; the message says what is wrong, where, and what to do. No stack is shown.</summary>
public sealed class StartupException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StartupException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public StartupException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
