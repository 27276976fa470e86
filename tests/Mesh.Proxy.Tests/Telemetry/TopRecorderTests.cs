using Mesh.Proxy.Metrics;
using Mesh.Proxy.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Proxy.Tests.Telemetry;

public class TopRecorderTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Counts_from_the_first_question_until_ten_seconds_after_the_last()
    {
        var top = new TopRecorder(_time);
        Assert.False(top.IsActive);
        Assert.Empty(top.Collect(10));
        Assert.True(top.IsActive);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(top.IsActive);
        top.Collect(10);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.False(top.IsActive);
    }

    [Fact]
    public void Each_collection_starts_over()
    {
        var top = new TopRecorder(_time);
        Add(top, "/a", 3);
        Assert.Equal(3, Assert.Single(top.Collect(10)).Row.Requests);
        Assert.Empty(top.Collect(10));
    }

    [Fact]
    public void The_busiest_rows_come_first_and_the_rest_is_summed()
    {
        var top = new TopRecorder(_time);
        Add(top, "/a", 1);
        Add(top, "/b", 5);
        Add(top, "/c", 3);
        Add(top, "/d", 2);
        var rows = top.Collect(2);
        Assert.Equal(["/b", "/c", ""], rows.Select(r => r.Key.Path));
        Assert.Equal([5, 3, 3], rows.Select(r => r.Row.Requests));
        Assert.Equal("(other)", rows[2].Key.Source);
    }

    [Fact]
    public void The_number_of_rows_is_bounded()
    {
        var top = new TopRecorder(_time);
        for (var i = 0; i < TopRecorder.MaxRows + 100; i++)
            Add(top, $"/{i}", 1);
        var rows = top.Collect(int.MaxValue);
        Assert.Equal(TopRecorder.MaxRows + 1, rows.Count);
        Assert.Equal(TopRecorder.MaxRows + 100, rows.Sum(r => r.Row.Requests));
    }

    [Theory]
    [InlineData("/a?b=c", "/a")]
    [InlineData("/", "/")]
    public void Paths_are_without_their_query(string path, string expected) =>
        Assert.Equal(expected, TopRecorder.PathText(System.Text.Encoding.ASCII.GetBytes(path)));

    private static void Add(TopRecorder top, string path, int count)
    {
        for (var i = 0; i < count; i++)
            top.Record(new TopKey(TrafficSide.Outbound, "web-1.shop", "catalog-1.shop", "catalog.shop:80", "GET", path, "", true), row => row.AddRequest(true, 0, 100, 1, 2));
    }
}
