using System.Runtime.InteropServices;
using Mesh.Cli;
using Mesh.Cli.Operators;
using Mesh.Cli.Shared;

// The composition root: what the process is given goes in here, and nowhere else.
var isTerminal = !Console.IsOutputRedirected;
var terminal = new Terminal(Console.Out, Console.Error, isTerminal, isTerminal && Environment.GetEnvironmentVariable("NO_COLOR") is null or "");
var environment = new CliEnvironment(terminal, TimeProvider.System, Environment.UserName == "root", Environment.GetEnvironmentVariable("PATH"),
    Kubeconfig.Default(Environment.GetEnvironmentVariable("KUBECONFIG"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)));

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CommandRunner.RunAsync(CommandTree.Create(environment), args, terminal, stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
