using System.CommandLine;
using System.Globalization;
using System.Text;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Tests.Reference;

/// <summary>The commands as Markdown, for docs/reference.md.</summary>
internal static class CommandReference
{
    internal static string Write(RootCommand root)
    {
        var text = new StringBuilder();
        foreach (var command in root.Subcommands)
            WriteCommand(text, command);
        return text.ToString();
    }

    private static void WriteCommand(StringBuilder text, Command command)
    {
        var aliases = command.Aliases.Count > 0 ? $" Short: `{string.Join("`, `", command.Aliases)}`." : "";
        text.Append(CultureInfo.InvariantCulture, $"\n### meshctl {command.Name}\n\n{Sentence(command.Description!)}{aliases}\n\n");
        if (command.Arguments.Count + command.Options.Count > 0)
            text.Append("| argument or option | default | what |\n|---|---|---|\n");
        foreach (var argument in command.Arguments)
            Row(text, argument.Arity.MinimumNumberOfValues > 0 ? $"<{argument.Name}>" : $"[{argument.Name}]", argument.Arity.MinimumNumberOfValues > 0 ? "required" : "", argument.Description!);
        foreach (var option in command.Options)
            Row(text, Syntax(option), DefaultOf(option), option.Description!);
        if (command is DocumentedCommand documented)
            text.Append(CultureInfo.InvariantCulture, $"\n```\n{string.Join('\n', documented.Examples)}\n```\n");
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + ".";

    private static string Syntax(Option option)
    {
        var names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name));
        return option.ValueType == typeof(bool) ? names : $"{names} {option.HelpName ?? "VALUE"}";
    }

    private static string DefaultOf(Option option) =>
        option.HasDefaultValue && option.ValueType != typeof(bool) && option.GetDefaultValue() is { } value
            ? Convert.ToString(value, CultureInfo.InvariantCulture)!
            : "";

    private static void Row(StringBuilder text, string name, string otherwise, string what) =>
        text.Append(CultureInfo.InvariantCulture, $"| `{name.Replace("|", "\\|", StringComparison.Ordinal)}` | {otherwise} | {what} |\n");
}
