namespace Mesh.Cli.LocalMeshes;

/// <summary>Where a local mesh keeps its files, and how its things are named.</summary>
/// <param name="Name">Name of the mesh: <c>--name</c> or the directory's name.</param>
/// <param name="Root">Directory of its state.</param>
internal sealed record MeshLayout(string Name, string Root)
{
    /// <summary>Prefix of network namespaces.</summary>
    internal string NamespacePrefix => $"mesh-{Name}-";

    /// <summary>What was started, for <c>meshctl down</c>.</summary>
    internal string RecordFile => Path.Combine(Root, "mesh.json");

    internal string Logs => Path.Combine(Root, "logs");

    internal string CertAuthority => Path.Combine(Root, "ca");

    internal string CertAuthoritySocket => Path.Combine(CertAuthority, "admin.sock");

    internal string ControlPlane => Path.Combine(Root, "controlplane");

    /// <summary>The control plane's operator socket.</summary>
    internal string OperatorSocket => Path.Combine(ControlPlane, "operator.sock");

    /// <summary>The layout of a mesh by name: under <c>/run/mesh</c> for root, under the user's runtime directory else.</summary>
    internal static MeshLayout For(string name, bool isRoot)
    {
        var parent = isRoot ? "/run/mesh" : Path.Combine(Path.GetTempPath(), $"mesh-{System.Environment.UserName}");
        return new MeshLayout(name, Path.Combine(parent, name));
    }

    /// <summary>A name from a directory: lower case letters, digits and dashes, at most 20.</summary>
    internal static string NameFrom(string directory)
    {
        var last = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        var letters = last.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(20);
        var name = string.Concat(letters).Trim('-');
        return name.Length > 0 ? name : "mesh";
    }

    /// <summary>State of one workload's proxy.</summary>
    internal string Proxy(string ns, string workload) => Path.Combine(Root, "proxies", $"{ns}.{workload}");

    internal string Log(string process) => Path.Combine(Logs, process + ".log");

    /// <summary>Creates the directories, empty of an earlier mesh's state but for the CA's and the control plane's.</summary>
    internal void Create()
    {
        if (Directory.Exists(Logs))
            Directory.Delete(Logs, recursive: true);
        const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(Root, Open);
        Directory.CreateDirectory(Path.Combine(Root, "proxies"), Open);
        foreach (var directory in (string[])[Logs, CertAuthority, ControlPlane])
            Directory.CreateDirectory(directory, Private);
    }
}
