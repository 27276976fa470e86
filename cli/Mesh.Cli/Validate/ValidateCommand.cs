using System.CommandLine;
using Mesh.Api.Manifests;
using Mesh.Api.Problems;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Validate;

/// <summary><c>meshctl validate DIR</c>: what the control plane would say about a directory.</summary>
internal static class ValidateCommand
{
    internal static Command Create(CommonOptions common, Terminal terminal)
    {
        var directory = new Argument<string>("dir") { Description = "directory with the mesh's YAML files" };
        var command = new DocumentedCommand("validate", "check a directory of YAML files offline; every problem is shown with file, line, field and remedy (exit code 1 when there are errors)",
            "meshctl validate examples/shop/mesh",
            "meshctl validate . -o json") { directory, common.Output };
        command.SetAction(parse => Run(parse.GetValue(directory)!, common.FormatOf(parse), terminal));
        return command;
    }

    private static int Run(string directory, OutputFormat format, Terminal terminal)
    {
        var set = ManifestDirectory.Read(directory);
        if (format == OutputFormat.Table)
            PrintText(directory, set.Resources.Count, set.Problems, terminal);
        else
        {
            terminal.Out.WriteLine(OutputFormats.Text(new
            {
                resources = set.Resources.Count,
                valid = !set.HasErrors,
                problems = set.Problems.Select(p => new { severity = p.Severity.ToString(), p.File, p.Line, p.Resource, p.Field, p.Message, p.Remedy }),
            }, format));
        }
        return set.HasErrors ? 1 : 0;
    }

    private static void PrintText(string directory, int resources, IReadOnlyCollection<Problem> problems, Terminal terminal)
    {
        foreach (var problem in problems)
            terminal.Out.WriteLine(problem.Severity == ProblemSeverity.Error ? terminal.Red(problem.ToString()) : terminal.Yellow(problem.ToString()));
        var errors = problems.Count(p => p.Severity == ProblemSeverity.Error);
        var summary = $"{directory}: {Count(resources, "resource")}, {Count(errors, "error")}, {Count(problems.Count - errors, "warning")}";
        terminal.Out.WriteLine(errors > 0 ? summary : terminal.Green(summary));
        if (resources == 0 && errors == 0)
            terminal.Error.WriteLine(terminal.Yellow("there is nothing to check: resources stand in *.yaml, *.yml and *.json files"));
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
