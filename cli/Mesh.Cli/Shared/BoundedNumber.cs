using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Mesh.Cli.Shared;

/// <summary>Options whose value is a number in a range.</summary>
internal static class BoundedNumber
{
    /// <summary>An option from <paramref name="least"/> to <paramref name="most"/>; the help and the error say both.</summary>
    internal static Option<T> Option<T>(string name, string description, T least, T most, T otherwise)
        where T : struct, INumber<T>
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        return new Option<T>(name)
        {
            Description = $"{description} ({range})", HelpName = "number", DefaultValueFactory = _ => otherwise, CustomParser = Parse,
        };

        T Parse(ArgumentResult result)
        {
            var text = result.Tokens is [var token] ? token.Value : "";
            if (T.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            result.AddError($"{name}: '{text}' is not a number from {range}");
            return otherwise;
        }
    }
}
