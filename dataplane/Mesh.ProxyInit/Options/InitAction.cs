namespace Mesh.ProxyInit.Options;

/// <summary>What the program is asked to do.</summary>
internal enum InitAction
{
    Apply,
    Cleanup,
    DryRun,
    Help,
    Version,
}
