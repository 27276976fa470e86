using Mesh.ProxyInit.Tables;

namespace Mesh.ProxyInit.Iptables;

/// <summary>One iptables implementation for one IP version.</summary>
/// <param name="Name">What to call it in messages: the restore program's path.</param>
/// <param name="Save">Path of <c>iptables-save</c>.</param>
/// <param name="Restore">Path of <c>iptables-restore</c>.</param>
/// <param name="Runner">How programs are run.</param>
internal sealed record IptablesTool(string Name, string Save, string Restore, ICommandRunner Runner)
{
    // Adds and takes away a redirection in one transaction, so it leaves nothing and still asks the kernel for all that capture needs.
    private const string NatProbe = """
        *nat
        :MESH_REDIRECT - [0:0]
        -A MESH_REDIRECT -p tcp -j REDIRECT --to-ports 15001
        -A OUTPUT -p tcp -j MESH_REDIRECT
        -D OUTPUT -p tcp -j MESH_REDIRECT
        -F MESH_REDIRECT
        -X MESH_REDIRECT
        COMMIT

        """;

    /// <summary>What the tables hold of the mesh, or why that cannot be read.</summary>
    public async Task<(IReadOnlyList<SavedTable> Tables, string? Failure)> SaveAsync()
    {
        var result = await Runner.RunAsync(Save, [], "").ConfigureAwait(false);
        return result.Succeeded ? (SavedTables.Parse(result.Output), null) : ([], Message(result));
    }

    /// <summary>Commits <paramref name="input"/>; returns why that failed, or null.</summary>
    public async Task<string?> RestoreAsync(string input)
    {
        var result = await Runner.RunAsync(Restore, ["--noflush", "--wait=10"], input).ConfigureAwait(false);
        return result.Succeeded ? null : Message(result);
    }

    public async Task<bool> HasNatAsync() => await RestoreAsync(NatProbe).ConfigureAwait(false) is null;

    private static string Message(CommandResult result)
    {
        var text = result.Error.ReplaceLineEndings(" ").Trim();
        return text.Length > 0 ? text : $"exit code {result.ExitCode}";
    }
}
