using FsCheck;
using FsCheck.Fluent;
using Mesh.Proxy.Telemetry;

namespace Mesh.Proxy.Tests.Telemetry;

public class LatencySketchTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(15, 15)]
    [InlineData(16, 16)]
    [InlineData(31, 31)]
    [InlineData(32, 32)]
    [InlineData(33, 32)]
    [InlineData(34, 33)]
    [InlineData(63, 47)]
    [InlineData(64, 48)]
    [InlineData(1000, 111)]
    [InlineData(long.MaxValue, 528)]
    public void Buckets_are_those_of_the_wire_format(long microseconds, int bucket) =>
        Assert.Equal(bucket, LatencySketch.BucketOf(microseconds));

    [Fact]
    public void Buckets_never_decrease() =>
        Prop.ForAll<uint, uint>((a, b) => LatencySketch.BucketOf(Math.Min(a, b)) <= LatencySketch.BucketOf(Math.Max(a, b))).QuickCheckThrowOnFailure();
}
