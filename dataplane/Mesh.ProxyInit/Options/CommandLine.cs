namespace Mesh.ProxyInit.Options;

/// <summary>
/// Splits arguments into flags and values: <c>--flag value</c>, <c>--flag=value</c>, and switches <c>--flag [true|false]</c>.
/// Collects every mistake instead of stopping at the first.
/// </summary>
internal sealed class CommandLine
{
    private const int MaxArguments = 128;
    private const int MaxArgumentLength = 16 * 1024;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _errors;

    private CommandLine(List<string> errors) => _errors = errors;

    public static CommandLine Parse(IReadOnlyList<string> arguments, IReadOnlySet<string> valueFlags, IReadOnlySet<string> switches, List<string> errors)
    {
        var line = new CommandLine(errors);
        if (arguments.Count > MaxArguments || arguments.Any(argument => argument.Length > MaxArgumentLength))
        {
            errors.Add($"too many or too long arguments (at most {MaxArguments} of {MaxArgumentLength} characters)");
            return line;
        }

        for (var index = 0; index < arguments.Count;)
        {
            index += line.Take(arguments, index, valueFlags, switches);
        }

        return line;
    }

    public string? Value(string flag) => _values.GetValueOrDefault(flag);

    private int Take(IReadOnlyList<string> arguments, int index, IReadOnlySet<string> valueFlags, IReadOnlySet<string> switches)
    {
        var (flag, inline) = Split(arguments[index]);
        var next = index + 1 < arguments.Count ? arguments[index + 1] : null;
        if (switches.Contains(flag))
        {
            var separate = inline is null && next is "true" or "false";
            Add(flag, inline ?? (separate ? next! : "true"));
            return separate ? 2 : 1;
        }

        if (!valueFlags.Contains(flag))
        {
            _errors.Add($"{Quoted(arguments[index])} is not a known option (see --help)");
            return 1;
        }

        if (inline is null && next is null)
        {
            _errors.Add($"{flag} needs a value");
            return 1;
        }

        Add(flag, inline ?? next!);
        return inline is null ? 2 : 1;
    }

    private void Add(string flag, string value)
    {
        if (!_values.TryAdd(flag, value))
        {
            _errors.Add($"{flag} is given twice: name all its values in one list");
        }
    }

    private static (string Flag, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    // Control characters of hostile input never reach a terminal or a log.
    internal static string Quoted(string text)
    {
        var shown = text.Length > 64 ? text[..64] + "…" : text;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c))}'";
    }
}
