namespace Mesh.ProxyInit.Options;

/// <summary>Which ports are captured: the included ones (all when none is named) but for the excluded.</summary>
internal sealed record PortFilter(IReadOnlyList<PortRange> Included, IReadOnlyList<PortRange> Excluded)
{
    public static PortFilter All { get; } = new([], []);

    public bool Captures(int port) =>
        (Included.Count == 0 || Included.Any(range => range.Contains(port))) && !Excluded.Any(range => range.Contains(port));
}
