using System.Globalization;

namespace Mesh.ProxyInit.Options;

/// <summary>A port, or a closed range of ports, as iptables matches them.</summary>
internal readonly record struct PortRange(ushort First, ushort Last)
{
    public bool Contains(int port) => port >= First && port <= Last;

    public bool Overlaps(PortRange other) => First <= other.Last && other.First <= Last;

    /// <summary>Reads <c>80</c> or <c>8000-8100</c>; ports are 1 to 65535.</summary>
    public static bool TryParse(string text, out PortRange range)
    {
        range = default;
        var parts = text.Split('-');
        if (parts.Length > 2 || !TryPort(parts[0], out var first) || !TryPort(parts[^1], out var last) || last < first)
        {
            return false;
        }

        range = new PortRange(first, last);
        return true;
    }

    public override string ToString() => First == Last
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    private static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port != 0;
}
