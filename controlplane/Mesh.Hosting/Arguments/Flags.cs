using System.Net;

namespace Mesh.Hosting.Arguments;

/// <summary>
/// The flags of a service's command line, <c>--kebab-case value</c>, <c>--kebab-case=value</c>, or for a switch only <c>--kebab-case</c>. Every
/// flag is taken once; whatever is wrong is collected in <see cref="Errors"/>, so that a user sees all of it at once. Secrets are never flags: their file's path is.
/// </summary>
public sealed class Flags
{
    private readonly string _program;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bare = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];

    /// <summary>Splits a command line into flags.</summary>
    /// <param name="program">The program's name, for messages.</param>
    /// <param name="arguments">Its arguments, without the program's name.</param>
    public Flags(string program, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        _program = program;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || arguments[i].Length == 2)
                Fail($"'{arguments[i]}' is not a flag");
            else if (arguments[i].IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                Add(arguments[i][2..equals], arguments[i][(equals + 1)..]);
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                Add(arguments[i][2..], arguments[++i]);
            else
                _bare.Add(arguments[i][2..]);
        }
    }

    /// <summary>What is wrong, one line each: the flag, what is wrong with it and what to do.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>A flag's value; null when it is not given.</summary>
    public string? Text(string name)
    {
        if (_bare.Remove(name))
            Fail($"--{name} needs a value");
        return _values.Remove(name, out var value) ? value : null;
    }

    /// <summary>Whether a flag without value is given.</summary>
    public bool Switch(string name)
    {
        if (_values.Remove(name, out var value))
            Fail($"--{name} takes no value, but is given '{value}'");
        return _bare.Remove(name);
    }

    /// <summary>A flag's value; an error, and the empty string, when it is not given.</summary>
    /// <param name="name">The flag, without dashes.</param>
    /// <param name="example">A value, for the error.</param>
    public string RequiredText(string name, string example)
    {
        var value = Text(name);
        if (string.IsNullOrEmpty(value))
            Fail($"--{name} is missing, for example --{name} {example}");
        return value ?? "";
    }

    /// <summary>An IP address and port, <c>0.0.0.0:15013</c> or <c>[::]:0</c>.</summary>
    public IPEndPoint Endpoint(string name, IPEndPoint otherwise) =>
        Text(name) is { } text ? ParseEndpoint(name, text) ?? otherwise : otherwise;

    /// <summary>Like <see cref="Endpoint"/>; an error when it is not given.</summary>
    public IPEndPoint RequiredEndpoint(string name, string example)
    {
        var text = RequiredText(name, example);
        return (text.Length > 0 ? ParseEndpoint(name, text) : null) ?? new IPEndPoint(IPAddress.None, 0);
    }

    /// <summary>A duration such as <c>300ms</c>, <c>90s</c>, <c>5m</c> or <c>24h</c>.</summary>
    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan min, TimeSpan max)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (Durations.TryParse(text, out var duration) && duration >= min && duration <= max)
            return duration;
        Fail($"--{name}: '{text}' is not a duration from {Durations.Format(min)} to {Durations.Format(max)}, such as 300ms, 90s, 5m or 24h");
        return otherwise;
    }

    /// <summary>The flag <c>--log-level debug|info|warn</c>. Default: info.</summary>
    public LogLevel LogLevel()
    {
        switch (Text("log-level"))
        {
            case "debug":
                return Microsoft.Extensions.Logging.LogLevel.Debug;
            case "info" or null:
                break;
            case "warn":
                return Microsoft.Extensions.Logging.LogLevel.Warning;
            case var other:
                Fail($"--log-level: '{other}' is not debug, info or warn");
                break;
        }
        return Microsoft.Extensions.Logging.LogLevel.Information;
    }

    /// <summary>Adds an error of the caller's own checks.</summary>
    public void Fail(string error) => _errors.Add(error);

    /// <summary>Complains about the flags that nobody took. To be called last.</summary>
    public void RefuseRest()
    {
        foreach (var name in _values.Keys.Concat(_bare))
            Fail($"--{name} is not a flag of {_program}");
    }

    private void Add(string name, string value)
    {
        if (!_values.TryAdd(name, value))
            Fail($"--{name} is given more than once");
    }

    private IPEndPoint? ParseEndpoint(string name, string text)
    {
        // Without the check for a port, IPEndPoint reads "127.0.0.1" as port 0 and "::1:80" as an address.
        var hasPort = text.StartsWith('[') ? text.Contains("]:", StringComparison.Ordinal) : text.Count(c => c == ':') == 1;
        if (hasPort && IPEndPoint.TryParse(text, out var endpoint))
            return endpoint;
        Fail($"--{name}: '{text}' is not IP:PORT, such as 127.0.0.1:15013 or [::1]:15013");
        return null;
    }
}
