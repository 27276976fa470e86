using FsCheck;
using FsCheck.Fluent;
using Mesh.Cli.Top;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.Cli.Tests.Top;

public class LatencyPercentilesTests
{
    [Fact]
    public void Without_requests_there_is_no_percentile() => Assert.Null(new LatencyPercentiles().At(50));

    [Fact]
    public void Percentiles_are_within_a_bucket_of_the_true_ones() =>
        Prop.ForAll<NonEmptyArray<PositiveInt>, byte>((values, p) =>
        {
            var percent = Math.Clamp((int)p, 1, 100);
            var sorted = values.Get.Select(v => (double)v.Get).Order().ToArray();
            var exact = sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];
            var percentiles = new LatencyPercentiles();
            foreach (var value in values.Get)
                percentiles.Add(new Histogram { Index = { Bucket(value.Get) }, Count = { 1 } });
            var read = percentiles.At(percent)!.Value * 1000;
            return Math.Abs(read - exact) <= Math.Max(0.5, exact * 0.0625);
        }).QuickCheckThrowOnFailure();

    // Written from the comment in telemetry.proto, independently of the proxy's code.
    private static uint Bucket(int microseconds)
    {
        if (microseconds < 16)
            return (uint)microseconds;
        var e = (int)Math.Floor(Math.Log2(microseconds));
        return (uint)((16 * (e - 3)) + ((microseconds >> (e - 4)) & 15));
    }
}
