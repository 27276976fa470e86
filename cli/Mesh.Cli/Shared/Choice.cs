using System.CommandLine;
using System.CommandLine.Parsing;

namespace Mesh.Cli.Shared;

/// <summary>Options whose value is one of a few lower-case words.</summary>
internal static class Choice
{
    /// <summary>An option whose words are the names of <typeparamref name="T"/>; its value is null when it is not given.</summary>
    internal static Option<T?> Option<T>(string description, string name, params string[] aliases)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();
        var option = new Option<T?>(name, aliases) { Description = description, HelpName = string.Join('|', words), CustomParser = Parse };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;

        T? Parse(ArgumentResult result)
        {
            var text = result.Tokens is [var token] ? token.Value : "";
            var index = Array.FindIndex(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
            if (index >= 0)
                return Enum.Parse<T>(words[index], ignoreCase: true);
            result.AddError($"{name}: '{text}' is not one of {string.Join(", ", words)}");
            return null;
        }
    }
}
