using System.CommandLine;
using Mesh.Cli.Completion;
using Mesh.Cli.Down;
using Mesh.Cli.Operators;
using Mesh.Cli.ProxyStatus;
using Mesh.Cli.Shared;
using Mesh.Cli.Token;
using Mesh.Cli.Top;
using Mesh.Cli.Up;
using Mesh.Cli.Validate;
using Mesh.Cli.Version;

namespace Mesh.Cli;

/// <summary>All commands of <c>meshctl</c>.</summary>
internal static class CommandTree
{
    internal static RootCommand Create(CliEnvironment environment)
    {
        var common = new CommonOptions(environment.IsRoot);
        var target = new OperatorTarget(common, environment.Kubeconfig, environment.Time);
        var terminal = environment.Terminal;
        var root = new RootCommand("meshctl runs and watches a service mesh")
        {
            UpCommand.Create(environment),
            DownCommand.Create(common, environment),
            TopCommand.Create(common, target, terminal),
            ProxyStatusCommand.Create(common, target, terminal, environment.Time),
            ValidateCommand.Create(common, terminal),
            TokenCommand.Create(common, terminal),
            CompletionCommand.Create(terminal),
            VersionCommand.Create(common, terminal),
        };
        DocumentedCommand.ShowExamples(root);
        return root;
    }
}
