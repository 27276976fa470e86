namespace Mesh.Fuzz.Targets;

/// <summary>Everything that is fuzzed.</summary>
internal static class AllTargets
{
    private static readonly IFuzzTarget[] All =
    [
        new Http1RequestTarget(), new Http1ResponseTarget(), new ChunkedTarget(), new Http1ServerTarget(), new Http1ClientTarget(),
        new HpackTarget(), new Http2ServerTarget(), new Http2ClientTarget(), new SnifferTarget(), new ClientHelloTarget(), new GrpcTarget(),
        new DnsTarget(), new XdsTarget(),
    ];

    /// <summary>Names of all targets.</summary>
    internal static IReadOnlyList<string> Names { get; } = [.. All.Select(target => target.Name)];

    /// <summary>The target of that name.</summary>
    internal static IFuzzTarget Named(string name) => All.Single(target => target.Name == name);
}
