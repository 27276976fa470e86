using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mesh.ProxyInit.Options;

/// <summary>Reads comma-separated option values. Every bad element becomes an error that says what is allowed.</summary>
internal sealed class ListParser(List<string> errors)
{
    /// <summary>Longest list: the rules stay few enough to be looked through for every new connection.</summary>
    public const int MaxElements = 256;

    public IReadOnlyList<PortRange> Ports(string flag, string? value)
    {
        var ranges = Elements<PortRange>(flag, value, PortRange.TryParse, "a port from 1 to 65535 or a range such as 8000-8100");
        foreach (var (first, second) in Pairs(ranges).Where(pair => pair.First.Overlaps(pair.Second)))
        {
            errors.Add($"{flag}: {first} and {second} overlap");
        }

        return ranges;
    }

    public IReadOnlyList<IPNetwork> Networks(string flag, string? value)
    {
        var networks = Elements<IPNetwork>(flag, value, TryNetwork, "an IPv4 or IPv6 prefix without host bits, such as 10.0.0.0/8");
        foreach (var (first, second) in Pairs(networks).Where(pair => pair.First.Equals(pair.Second)))
        {
            errors.Add($"{flag}: {first} is named twice");
        }

        return networks;
    }

    public IReadOnlyList<uint> Ids(string flag, string? value) => Unique(flag, Elements<uint>(flag, value, TryId, "a number from 0 to 4294967294"));

    public IReadOnlyList<string> Interfaces(string flag, string? value) => Unique(flag, Elements<string>(
        flag, value, TryInterface, "a network interface name (at most 15 letters, digits, '.', '_', '-' or ':') other than lo"));

    public static bool TryId(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id != uint.MaxValue;

    private delegate bool TryParse<T>(string text, out T value);

    private List<T> Elements<T>(string flag, string? value, TryParse<T> tryParse, string expected)
    {
        var result = new List<T>();
        if (value is null)
        {
            return result;
        }

        var texts = value.Split(',', StringSplitOptions.TrimEntries);
        if (texts.Length > MaxElements)
        {
            errors.Add($"{flag} has {texts.Length} elements, at most {MaxElements} are allowed");
            return result;
        }

        foreach (var text in texts)
        {
            if (tryParse(text, out var element))
            {
                result.Add(element);
            }
            else
            {
                errors.Add($"{flag}: {CommandLine.Quoted(text)} is not {expected}");
            }
        }

        return result;
    }

    private List<T> Unique<T>(string flag, List<T> elements)
    {
        errors.AddRange(elements.GroupBy(element => element).Where(group => group.Count() > 1).Select(group => $"{flag}: {group.Key} is named twice"));
        return elements;
    }

    private static IEnumerable<(T First, T Second)> Pairs<T>(IReadOnlyList<T> elements) =>
        elements.SelectMany((first, index) => elements.Skip(index + 1).Select(second => (first, second)));

    private static bool TryNetwork(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address) || address.IsIPv4MappedToIPv6 || text.Contains('%', StringComparison.Ordinal))
        {
            return false;
        }

        // IPAddress also takes octal and short IPv4 forms, which iptables would read differently.
        if (address.AddressFamily == AddressFamily.InterNetwork && !text.StartsWith(address.ToString(), StringComparison.Ordinal))
        {
            return false;
        }

        return IPNetwork.TryParse(slash < 0 ? $"{text}/{(address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}" : text, out network)
            && network.BaseAddress.Equals(address);
    }

    private static bool TryInterface(string text, out string name)
    {
        name = text;
        return text.Length is > 0 and <= 15 && text != "lo" && text[0] != '-'
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':');
    }
}
