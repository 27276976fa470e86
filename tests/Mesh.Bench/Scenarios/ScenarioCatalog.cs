namespace Mesh.Bench.Scenarios;

/// <summary>The scenarios by name, in the order in which a round runs them.</summary>
internal static class ScenarioCatalog
{
    public const string FirstRequest = "first-request";

    /// <summary>Stands for the three that follow it.</summary>
    public const string Beside = "h1-beside-bulk";
    public const string BesideNothing = "beside-nothing";
    public const string BesideTcp = "beside-tcp-bulk";
    public const string BesideHttp = "beside-http-bulk";

    /// <summary>The last, so that a minute after it nothing else was done.</summary>
    public const string Crowd = "h1-1000c";

    public static IReadOnlyList<string> All { get; } =
    [
        "h1-64c", "rate-20", "rate-200", "rate-2000", "grpc-16x16", BesideNothing, BesideTcp, BesideHttp, "tcp-bulk", "tcp-connect", "tcp-connect-cold", FirstRequest,
        "start-ready", Crowd,
    ];

    /// <summary>Whether a name is one that <see cref="Expand"/> takes.</summary>
    public static bool IsKnown(string name) => name == Beside || All.Contains(name);

    /// <summary>The scenarios that names stand for, in the round's order.</summary>
    public static IReadOnlyList<string> Expand(IEnumerable<string> names)
    {
        var wanted = names.SelectMany(name => name == Beside ? new[] { BesideNothing, BesideTcp, BesideHttp } : [name]).ToHashSet();
        return [.. All.Where(wanted.Contains)];
    }

    public static IScenario Create(string name) => name switch
    {
        "h1-64c" => new HttpScenario(64, null, 4),
        "rate-20" => new HttpScenario(32, 20, 6),
        "rate-200" => new HttpScenario(32, 200, 10.5),
        "rate-2000" => new HttpScenario(32, 2000, 4),
        "grpc-16x16" => new GrpcScenario(),
        BesideNothing => BesideScenario.Nothing,
        BesideTcp => BesideScenario.Tcp,
        BesideHttp => BesideScenario.Http,
        "tcp-bulk" => new TcpBulkScenario(),
        "tcp-connect" => new TcpConnectScenario(),
        "tcp-connect-cold" => new TcpConnectColdScenario(),
        FirstRequest => new FirstRequestScenario(),
        "start-ready" => new StartReadyScenario(),
        Crowd => new HttpScenario(1000, null, 3),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not a scenario"),
    };
}
