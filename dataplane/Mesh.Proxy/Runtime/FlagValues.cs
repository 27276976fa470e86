using System.Globalization;
using System.Net;
using Mesh.Conventions;

namespace Mesh.Proxy.Runtime;

/// <summary>
/// The flags of a command line, <c>--name value</c> or <c>--name=value</c>. A flag is taken by asking for it; what is wrong with it goes to the
/// list of errors.
/// </summary>
internal sealed class FlagValues
{
    private static readonly ServiceAddress Nowhere = ServiceAddress.From(new IPEndPoint(IPAddress.None, 0));

    private readonly Dictionary<string, List<string>> _values = [];
    private readonly List<string> _errors;

    /// <summary>Reads <paramref name="args"/>; complaints go to <paramref name="errors"/>.</summary>
    internal FlagValues(IReadOnlyList<string> args, List<string> errors)
    {
        _errors = errors;
        Collect(args);
    }

    /// <summary>Flags that nobody asked for.</summary>
    internal IEnumerable<string> Unknown => _values.Keys;

    /// <summary>Every value of a flag that may repeat.</summary>
    internal List<string> All(string name) => _values.Remove(name, out var values) ? values : [];

    /// <summary>The value of a flag that may be given once; null without it.</summary>
    internal string? One(string name)
    {
        var values = All(name);
        if (values.Count > 1)
            _errors.Add($"--{name} is given {values.Count} times");
        return values.FirstOrDefault();
    }

    /// <summary>The value of a flag that must be given.</summary>
    internal string? Required(string name, string example)
    {
        var value = One(name);
        if (string.IsNullOrEmpty(value))
            _errors.Add($"--{name} is missing, e.g. {example}");
        return value;
    }

    /// <summary><c>HOST:PORT</c>, which must be given.</summary>
    internal ServiceAddress RequiredService(string name)
    {
        if (Required(name, $"--{name} 10.0.0.2:15012") is not { } text)
            return Nowhere;
        if (ServiceAddress.TryParse(text, out var address))
            return address;
        _errors.Add($"--{name}: '{text}' is not HOST:PORT, such as 10.0.0.2:15012 or mesh-ca.mesh-system.svc:15013");
        return Nowhere;
    }

    /// <summary><c>IP:PORT</c>.</summary>
    internal IPEndPoint? Endpoint(string name) => One(name) is { } text ? ParseEndpoint(name, text) : null;

    /// <summary>The same from a flag's value.</summary>
    internal IPEndPoint? ParseEndpoint(string name, string text)
    {
        if (IPEndPoint.TryParse(text, out var endpoint) && text.LastIndexOf(':') > text.LastIndexOf(']') && text.Contains(':', StringComparison.Ordinal))
            return endpoint;
        _errors.Add($"--{name}: '{text}' is not IP:PORT");
        return null;
    }

    /// <summary>An IP address from a flag's value.</summary>
    internal IPAddress? Address(string name, string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return address;
        _errors.Add($"--{name}: '{text}' is not an IP address");
        return null;
    }

    /// <summary>A number in a range.</summary>
    internal int? Number(string name, int min, int max)
    {
        if (One(name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        _errors.Add($"--{name}: '{text}' is not a number from {min} to {max}");
        return null;
    }

    /// <summary>A number in a range; null without it and for <c>off</c>.</summary>
    internal int? NumberOrOff(string name, int min, int max)
    {
        if (!_values.TryGetValue(name, out var values) || values is not ["off"])
            return Number(name, min, max);
        _values.Remove(name);
        return null;
    }

    /// <summary><c>300ms</c>, <c>30s</c>, <c>5m</c>, <c>24h</c>.</summary>
    internal TimeSpan? Duration(string name)
    {
        if (One(name) is not { } text)
            return null;
        var (digits, factor) = text switch
        {
            [.. var d, 'm', 's'] => (d, 0.001),
            [.. var d, 's'] => (d, 1.0),
            [.. var d, 'm'] => (d, 60.0),
            [.. var d, 'h'] => (d, 3600.0),
            _ => ("", 0.0),
        };
        if (double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0 && amount < 1e9)
            return TimeSpan.FromSeconds(amount * factor);
        _errors.Add($"--{name}: '{text}' is not a duration such as 300ms, 30s, 5m or 24h");
        return null;
    }

    /// <summary>A duration; infinite for <c>off</c>.</summary>
    internal TimeSpan? DurationOrOff(string name)
    {
        if (!_values.TryGetValue(name, out var values) || values is not ["off"])
            return Duration(name);
        _values.Remove(name);
        return Timeout.InfiniteTimeSpan;
    }

    /// <summary>One of an enumeration's names.</summary>
    internal T Choice<T>(string name, T otherwise) where T : struct, Enum
    {
        if (One(name) is not { } text)
            return otherwise;
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        _errors.Add($"--{name}: '{text}' is none of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
        return otherwise;
    }

    private void Collect(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                _errors.Add($"'{args[i]}' is not a flag; see mesh-proxy --help");
                continue;
            }
            var (name, value) = args[i][2..].Split('=', 2) is [var n, var v] ? (n, v) : (args[i][2..], i + 1 < args.Count ? args[++i] : null);
            if (value is null)
                _errors.Add($"--{name} needs a value");
            else if (_values.TryGetValue(name, out var values))
                values.Add(value);
            else
                _values[name] = [value];
        }
    }
}
