using System.CommandLine;
using Mesh.Cli.LocalMeshes;

namespace Mesh.Cli.Shared;

/// <summary>Options that several commands share.</summary>
internal sealed class CommonOptions(bool isRoot)
{
    /// <summary>Which local mesh.</summary>
    internal Option<string?> Name { get; } = MeshName.Option("name of the local mesh (default: the only one that runs)");

    /// <summary>The control plane to ask, when it is none that <c>meshctl up</c> started.</summary>
    internal Option<string?> OperatorSocket { get; } = new("--operator-socket") { Description = "the control plane's operator socket (default: the local mesh's)" };

    /// <summary>How to print.</summary>
    internal Option<OutputFormat?> Output { get; } = Choice.Option<OutputFormat>("how to print (default: table)", "--output", "-o");

    /// <summary>What <see cref="Output"/> says.</summary>
    internal OutputFormat FormatOf(ParseResult parse) => parse.GetValue(Output) ?? OutputFormat.Table;

    /// <summary>The socket to ask: the one that is given, else the local mesh's.</summary>
    /// <exception cref="CliException">As <see cref="Locate"/>.</exception>
    internal string SocketOf(ParseResult parse) => parse.GetValue(OperatorSocket) ?? Locate(parse.GetValue(Name)).OperatorSocket;

    /// <summary>The layout of the mesh that <paramref name="name"/> or, without it, the only running mesh has.</summary>
    /// <exception cref="CliException">There is none, or more than one.</exception>
    internal MeshLayout Locate(string? name)
    {
        var running = Running();
        if (name is not null)
        {
            var named = MeshLayout.For(name, isRoot);
            return Directory.Exists(named.Root)
                ? named
                : throw new CliException($"there is no local mesh '{name}'", running.Length > 0 ? $"running: {Names(running)}" : "start one with 'meshctl up DIR'" + Sudo);
        }

        return running switch
        {
            [var only] => only,
            [] => throw new CliException("no local mesh is running", "start one with 'meshctl up DIR'" + Sudo),
            _ => throw new CliException($"several local meshes are running: {Names(running)}", "choose one with --name"),
        };
    }

    /// <summary>Whether a local mesh runs that this user sees.</summary>
    internal bool AnyRuns => Running().Length > 0;

    private string Sudo => isRoot ? "" : "; one that root started is root's: use sudo";

    private static string Names(IEnumerable<MeshLayout> layouts) => string.Join(", ", layouts.Select(layout => layout.Name));

    private MeshLayout[] Running()
    {
        var parent = Path.GetDirectoryName(MeshLayout.For("x", isRoot).Root)!;
        return Directory.Exists(parent)
            ? [.. Directory.EnumerateDirectories(parent).Select(d => MeshLayout.For(Path.GetFileName(d), isRoot)).Where(l => MeshRecord.Read(l) is { IsAlive: true })]
            : [];
    }
}
