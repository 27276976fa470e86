using System.CommandLine;
using System.Globalization;
using Mesh.Cli.LocalMeshes;
using Mesh.Cli.Shared;
using Mesh.Cli.Up;

namespace Mesh.Cli.Down;

/// <summary><c>meshctl down</c>: stops a local mesh and removes what a killed one left behind.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    internal static Command Create(CommonOptions common, CliEnvironment environment)
    {
        var directory = new Argument<string?>("dir") { Description = "the directory that was given to 'up' (default: the only running mesh)", Arity = ArgumentArity.ZeroOrOne };
        var command = new DocumentedCommand("down", "stop a local mesh: processes, network namespaces, rules",
            "sudo meshctl down",
            "sudo meshctl down examples/shop/mesh") { directory, common.Name };
        command.SetAction(async (parse, cancellation) =>
        {
            var name = parse.GetValue(common.Name) ?? (parse.GetValue(directory) is { } d ? MeshLayout.NameFrom(d) : null);
            await StopAsync(common.Locate(name), environment, cancellation);
            return 0;
        });
        return command;
    }

    private static async Task StopAsync(MeshLayout layout, CliEnvironment environment, CancellationToken cancellation)
    {
        if (MeshRecord.Read(layout) is { IsAlive: true } record)
        {
            Shell.Try("kill", "-TERM", record.Pid.ToString(CultureInfo.InvariantCulture));
            var started = environment.Time.GetTimestamp();
            while (record.IsAlive)
            {
                if (environment.Time.GetElapsedTime(started) > Patience)
                    throw new CliException($"process {record.Pid} did not stop within {Patience.TotalSeconds:0} s", $"look at {layout.Logs}, then kill it");
                await Task.Delay(PollInterval, environment.Time, cancellation);
            }
        }
        if (environment.IsRoot)
            NetworkFabric.Remove(layout.NamespacePrefix);
        File.Delete(layout.RecordFile);
        environment.Terminal.Error.WriteLine($"the mesh '{layout.Name}' is down");
    }
}
