using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Version;

/// <summary><c>meshctl version</c>.</summary>
internal static class VersionCommand
{
    internal static Command Create(CommonOptions common, Terminal terminal)
    {
        var command = new DocumentedCommand("version", "print the version of meshctl",
            "meshctl version -o json") { common.Output };
        command.SetAction(parse =>
        {
            var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            var format = common.FormatOf(parse);
            terminal.Out.WriteLine(format == OutputFormat.Table
                ? $"meshctl {version}"
                : OutputFormats.Text(new { version, runtime = RuntimeInformation.FrameworkDescription, platform = RuntimeInformation.RuntimeIdentifier }, format));
            return 0;
        });
        return command;
    }
}
