using System.CommandLine;
using System.Text.RegularExpressions;

namespace Mesh.Cli.Shared;

/// <summary>The option <c>--name</c>. The name becomes part of paths and of network namespaces, so that only plain ones are taken.</summary>
internal static partial class MeshName
{
    internal static Option<string?> Option(string description)
    {
        var option = new Option<string?>("--name", "-n") { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Syntax().IsMatch(token.Value))
                result.AddError($"--name: '{token.Value}' is not a name; use up to 20 lower-case letters, digits and '-'");
        });
        return option;
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Syntax();
}
