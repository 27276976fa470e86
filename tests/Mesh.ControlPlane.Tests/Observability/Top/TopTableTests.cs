using Mesh.ControlPlane.Observability.Top;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Tests.Observability.Top;

public sealed class TopTableTests
{
    [Fact]
    public void EqualRowsOfProxiesAreSummed()
    {
        var table = new TopTable();
        table.Add([Row("web", requests: 3, open: 1, latency: [(5, 2), (7, 1)])]);
        table.Add([Row("web", requests: 4, open: 2, latency: [(7, 3), (9, 1)])]);

        var row = Assert.Single(table.Rows());
        Assert.Equal((7UL, 7UL, 3UL), (row.Requests, row.Successes, row.OpenConnections));
        Assert.Equal([5U, 7U, 9U], row.Latency.Index);
        Assert.Equal([2UL, 4UL, 1UL], row.Latency.Count);
    }

    [Fact]
    public void EveryPartOfTheKeyKeepsRowsApart()
    {
        var rows = new[]
        {
            Row("web"), Row("web2"), Row("web", change: row => row.Destination = "other"), Row("web", change: row => row.Service = "s:80"),
            Row("web", change: row => row.Method = "POST"), Row("web", change: row => row.Path = "/x"), Row("web", change: row => row.Route = "r"),
            Row("web", change: row => row.Mtls = true), Row("web", change: row => row.Direction = Direction.Inbound),
        };
        var table = new TopTable();
        table.Add(rows);

        Assert.Equal(rows.Length, table.Rows().Count());
    }

    [Fact]
    public void LaterWindowsAddCountersAndReplaceWhatIsOpen()
    {
        var table = new TopTable();
        table.Add([Row("web", requests: 3, open: 5, latency: [(1, 1)])]);
        var later = new TopTable();
        later.Add([Row("web", requests: 1, open: 2, latency: [(1, 1)])]);
        table.Follow(later);

        var row = Assert.Single(table.Rows());
        Assert.Equal((4UL, 2UL, 2UL), (row.Requests, row.OpenConnections, row.Latency.Count.Single()));
    }

    [Fact]
    public void TheBusiestComeFirst()
    {
        var table = new TopTable();
        table.Add([Row("a", requests: 1), Row("b", requests: 9), Row("c", requests: 5)]);

        Assert.Equal(["b", "c", "a"], table.Rows().Select(row => row.Source));
    }

    [Fact]
    public void WhatDoesNotFitIsSummedPerDirection()
    {
        var table = new TopTable(capacity: 2);
        table.Add([Row("a", requests: 9), Row("b", requests: 8), Row("c", requests: 1), Row("d", requests: 1), Row("e", change: row => row.Direction = Direction.Inbound)]);
        table.Add([Row("a", requests: 1)]);

        Assert.Equal(
            [("a", 10UL), ("b", 8UL), ("(other)", 2UL), ("(other)", 0UL)],
            table.Rows().Select(row => (row.Source, row.Requests)));
    }

    [Fact]
    public void HostileCountersDoNotThrow()
    {
        var table = new TopTable();
        table.Add([Row("a", requests: ulong.MaxValue, latency: [(1, ulong.MaxValue)]), Row("a", requests: ulong.MaxValue, latency: [(1, ulong.MaxValue)])]);

        Assert.Single(table.Rows());
    }

    internal static Row Row(string source, ulong requests = 0, ulong open = 0, (uint Index, ulong Count)[]? latency = null, Action<Row>? change = null)
    {
        var row = new Row { Source = source, Destination = "catalog.shop", Requests = requests, Successes = requests, OpenConnections = open };
        if (latency is not null)
            row.Latency = new Histogram { Index = { latency.Select(bucket => bucket.Index) }, Count = { latency.Select(bucket => bucket.Count) } };
        change?.Invoke(row);
        return row;
    }
}
