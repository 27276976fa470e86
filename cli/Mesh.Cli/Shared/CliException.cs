namespace Mesh.Cli.Shared;

/// <summary>An error a user can act on: printed as two lines without a stack trace, exit code 1.</summary>
internal sealed class CliException(string message, string remedy) : Exception(message)
{
    /// <summary>The next step.</summary>
    internal string Remedy { get; } = remedy;
}
