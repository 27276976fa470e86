using System.CommandLine;
using Mesh.Cli.Up;

namespace Mesh.Cli;

/// <summary>Options that several commands share.</summary>
internal sealed class CommonOptions(bool isRoot)
{
    /// <summary>Which local mesh.</summary>
    internal Option<string?> Name { get; } = new("--name", "-n") { Description = "name of the local mesh (default: the only one that runs)" };

    /// <summary>How to print.</summary>
    internal Option<OutputFormat> Output { get; } = new("--output", "-o") { Description = "table, json or yaml", DefaultValueFactory = _ => OutputFormat.Table };

    /// <summary>The layout of the mesh that <paramref name="name"/> or, without it, the only running mesh has.</summary>
    /// <exception cref="CliException">There is none, or more than one.</exception>
    internal MeshLayout Locate(string? name)
    {
        if (name is not null)
            return MeshLayout.For(name, isRoot);
        var parent = Path.GetDirectoryName(MeshLayout.For("x", isRoot).Root)!;
        var running = Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent).Select(d => MeshLayout.For(Path.GetFileName(d), isRoot)).Where(l => MeshRecord.Read(l) is { IsAlive: true }).ToArray()
            : [];
        return running switch
        {
            [var only] => only,
            [] => throw new CliException("no local mesh is running", "start one with 'meshctl up DIR'" + (isRoot ? "" : "; one that root started is root's: use sudo")),
            _ => throw new CliException($"several local meshes are running: {string.Join(", ", running.Select(r => r.Name))}", "choose one with --name"),
        };
    }
}
