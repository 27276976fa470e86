namespace Mesh.Cli.Shared;

/// <summary>What the commands know of the process they run in.</summary>
/// <param name="Terminal">Where to print.</param>
/// <param name="Time">Clock.</param>
/// <param name="IsRoot">Whether network namespaces may be created.</param>
/// <param name="Path">The search path for programs.</param>
/// <param name="Kubeconfig">The cluster to ask when none is named.</param>
internal sealed record CliEnvironment(Terminal Terminal, TimeProvider Time, bool IsRoot, string? Path, string Kubeconfig);
