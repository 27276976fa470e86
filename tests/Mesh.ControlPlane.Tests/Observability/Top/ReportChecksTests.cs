using Mesh.ControlPlane.Observability.Top;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Tests.Observability.Top;

public sealed class ReportChecksTests
{
    public static TheoryData<string, bool> Reports => new()
    {
        { "empty", true },
        { "ordinary", true },
        { "2002 rows", true },
        { "2003 rows", false },
        { "long text", false },
        { "uneven histogram", false },
        { "index 975", true },
        { "index 976", false },
        { "many buckets", false },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public void BoundsAreKept(string kind, bool isValid) => Assert.Equal(isValid, ReportChecks.Check(Create(kind)) is null);

    private static Report Create(string kind) => new()
    {
        Rows =
        {
            kind switch
            {
                "empty" => [],
                "2002 rows" => Enumerable.Range(0, 2002).Select(index => TopTableTests.Row($"{index}")),
                "2003 rows" => Enumerable.Range(0, 2003).Select(index => TopTableTests.Row($"{index}")),
                "long text" => [TopTableTests.Row("a", change: row => row.Path = new string('/', 2049))],
                "uneven histogram" => [TopTableTests.Row("a", change: row => row.Latency = new Histogram { Index = { 1, 2 }, Count = { 1 } })],
                "index 975" => [TopTableTests.Row("a", latency: [(975, 1)])],
                "index 976" => [TopTableTests.Row("a", latency: [(976, 1)])],
                "many buckets" => [TopTableTests.Row("a", latency: [.. Enumerable.Repeat((1U, 1UL), 977)])],
                _ => [TopTableTests.Row("a", requests: 1, latency: [(1, 1)])],
            },
        },
    };
}
