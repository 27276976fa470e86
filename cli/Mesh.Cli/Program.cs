using System.CommandLine;
using System.Runtime.InteropServices;
using Mesh.Cli;
using Mesh.Cli.Down;
using Mesh.Cli.ProxyStatus;
using Mesh.Cli.Token;
using Mesh.Cli.Top;
using Mesh.Cli.Up;
using Mesh.Cli.Validate;
using Mesh.Cli.Version;

// The composition root: one line per command. Exit codes: 0 fine, 1 failed, 2 wrong usage.
var isTerminal = !Console.IsOutputRedirected;
var terminal = new Terminal(Console.Out, Console.Error, isTerminal, isTerminal && Environment.GetEnvironmentVariable("NO_COLOR") is null or "");
var environment = new CliEnvironment(terminal, TimeProvider.System, Environment.UserName == "root", Environment.GetEnvironmentVariable("PATH"));
var common = new CommonOptions(environment.IsRoot);
var root = new RootCommand("meshctl runs and watches a service mesh")
{
    UpCommand.Create(environment),
    DownCommand.Create(common, environment),
    TopCommand.Create(common, terminal),
    ProxyStatusCommand.Create(common, terminal, environment.Time),
    ValidateCommand.Create(common, terminal),
    TokenCommand.Create(common, terminal),
    VersionCommand.Create(common, terminal),
};

DocumentedCommand.ShowExamples(root);

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var parse = root.Parse(args);
if (parse.Errors.Count > 0)
{
    foreach (var error in parse.Errors)
        terminal.Error.WriteLine(terminal.Red(error.Message));
    terminal.Error.WriteLine($"see {(parse.CommandResult.Command == root ? "meshctl" : $"meshctl {parse.CommandResult.Command.Name}")} --help");
    return 2;
}
try
{
    return await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
}
catch (CliException e)
{
    terminal.Error.WriteLine($"{terminal.Red("error:")} {e.Message}\n{e.Remedy}");
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
