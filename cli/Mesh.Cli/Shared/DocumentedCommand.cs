using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Mesh.Cli.Shared;

/// <summary>A command whose own help ends with examples.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole command lines.</summary>
    internal IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Makes <c>--help</c> of every command below <paramref name="root"/> show its examples.</summary>
    internal static void ShowExamples(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class ExampleHelp(SynchronousCommandLineAction standard) : SynchronousCommandLineAction
    {
        // Who asks for help has not given the arguments yet.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var result = standard.Invoke(parseResult);
            if (parseResult.CommandResult.Command is DocumentedCommand command)
                parseResult.InvocationConfiguration.Output.WriteLine("Examples:\n  " + string.Join("\n  ", command.Examples) + "\n");
            return result;
        }
    }
}
