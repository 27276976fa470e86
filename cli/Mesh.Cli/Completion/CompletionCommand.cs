using System.CommandLine;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Completion;

/// <summary><c>meshctl completion SHELL</c>: a script that makes the Tab key complete meshctl's command lines.</summary>
internal static class CompletionCommand
{
    internal static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = string.Join(", ", CompletionScripts.Shells) };
        shell.CompletionSources.Add([.. CompletionScripts.Shells]);
        shell.Validators.Add(result =>
        {
            if (CompletionScripts.Of(result.Tokens[0].Value) is null)
                result.AddError($"'{result.Tokens[0].Value}' is not one of {string.Join(", ", CompletionScripts.Shells)}");
        });
        var command = new DocumentedCommand("completion", "print a script that completes meshctl's commands, options and values in a shell",
            "source <(meshctl completion bash)        # in ~/.bashrc",
            "source <(meshctl completion zsh)         # in ~/.zshrc, after compinit",
            "meshctl completion fish > ~/.config/fish/completions/meshctl.fish") { shell };
        command.SetAction(parse =>
        {
            terminal.Out.Write(CompletionScripts.Of(parse.GetValue(shell)!));
            return 0;
        });
        return command;
    }
}
