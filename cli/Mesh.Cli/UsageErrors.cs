using System.CommandLine;
using System.CommandLine.Parsing;
using Mesh.Api.Problems;

namespace Mesh.Cli;

/// <summary>What is wrong with a command line, in words.</summary>
internal static class UsageErrors
{
    /// <summary>One line for each error.</summary>
    internal static IEnumerable<string> Lines(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var unmatched = parse.UnmatchedTokens;
        // The words after an unknown option may be its values.
        foreach (var token in unmatched.Any(IsOption) ? unmatched.Where(IsOption) : unmatched)
            yield return Describe(token, parse.CommandResult);
        // That a command is missing says nothing new beside a word that is none.
        if (command.Subcommands.Count > 0 && unmatched.Count > 0)
            yield break;
        foreach (var error in parse.Errors.Where(e => !unmatched.Any(token => e.Message.Contains($"'{token}'", StringComparison.Ordinal))))
            yield return error.Message;
    }

    /// <summary>The command as it is typed, <c>meshctl top</c>.</summary>
    internal static string NameOf(CommandResult result) => result.Command is RootCommand ? "meshctl" : $"meshctl {result.Command.Name}";

    private static string Describe(string token, CommandResult result)
    {
        var command = result.Command;
        var (known, what) = IsOption(token)
            ? (command.Options.SelectMany(o => o.Aliases.Append(o.Name)), "an option")
            : (command.Subcommands.SelectMany(c => c.Aliases.Append(c.Name)), command.Subcommands.Count > 0 ? "a command" : "an expected argument");
        var remedy = Suggestion.Nearest(token, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
        return $"'{token}' is not {what} of {NameOf(result)}{remedy}";
    }

    private static bool IsOption(string token) => token.StartsWith('-');
}
