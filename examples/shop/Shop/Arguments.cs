using System.Globalization;

namespace Shop;

/// <summary>Arguments of the form <c>--name value</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public Arguments(string[] arguments, params string[] known)
    {
        for (var index = 0; index < arguments.Length; index += 2)
        {
            var name = arguments[index];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !known.Contains(name[2..]))
            {
                throw new UsageException($"{name} is not known here");
            }

            if (index + 1 == arguments.Length)
            {
                throw new UsageException($"{name} needs a value");
            }

            _values[name[2..]] = arguments[index + 1];
        }
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public Uri Url(string name, string byDefault) =>
        Uri.TryCreate(Text(name) ?? byDefault, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp
            ? url
            : throw new UsageException($"--{name} is not an http:// URL");

    public int Port() => (int)Number("port", 8080, 0, 65535);

    public double Number(string name, double byDefault, double least, double most)
    {
        if (Text(name) is not { } text)
        {
            return byDefault;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--{name} is not a number from {least} to {most}"));
    }
}
