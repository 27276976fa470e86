namespace Mesh.Bench.Scenarios;

/// <summary>The scenarios by name.</summary>
internal static class ScenarioCatalog
{
    public const string FirstRequest = "first-request";

    public static IReadOnlyList<string> Usual { get; } = ["h1-64c", "rate-200", "rate-2000", "grpc-16x16", "tcp-bulk", "tcp-connect", FirstRequest];

    public static IReadOnlyList<string> All { get; } = [.. Usual, "h1-1000c"];

    public static IScenario Create(string name) => name switch
    {
        "h1-64c" => new HttpScenario(64, null),
        "h1-1000c" => new HttpScenario(1000, null),
        "rate-200" => new HttpScenario(32, 200),
        "rate-2000" => new HttpScenario(32, 2000),
        "grpc-16x16" => new GrpcScenario(),
        "tcp-bulk" => new TcpBulkScenario(),
        "tcp-connect" => new TcpConnectScenario(),
        FirstRequest => new FirstRequestScenario(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not a scenario"),
    };
}
