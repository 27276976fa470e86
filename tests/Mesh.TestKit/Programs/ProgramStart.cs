namespace Mesh.TestKit.Programs;

/// <summary>A program to start.</summary>
/// <param name="Program">Path, or a name in PATH.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record ProgramStart(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>User and group to run as. Default 0: as this process.</summary>
    public int Uid { get; init; }

    /// <summary>Working directory. Default: this process's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables beside the inherited ones.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
