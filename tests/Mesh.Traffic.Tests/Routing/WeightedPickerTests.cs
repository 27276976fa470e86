using FsCheck;
using FsCheck.Fluent;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Routing;

namespace Mesh.Traffic.Tests.Routing;

public sealed class WeightedPickerTests
{
    [Fact]
    public void Shares_follow_the_weights()
    {
        var split = Split(90, 0, 10);
        var picker = new WeightedPicker(new Random(11));
        var picked = Enumerable.Range(0, 100_000).Select(_ => picker.Pick(split).Name).CountBy(name => name).ToDictionary();
        Assert.InRange(picked["c0"], 89_000, 91_000);
        Assert.InRange(picked["c2"], 9_000, 11_000);
        Assert.False(picked.ContainsKey("c1"));
    }

    [Fact]
    public void Each_target_owns_exactly_its_weight_of_tickets() =>
        Prop.ForAll(Gen.Choose(0, 20).ArrayOf().Where(weights => weights.Sum() > 0).ToArbitrary(), weights =>
        {
            var split = Split([.. weights.Select(weight => (uint)weight)]);
            var counts = Enumerable.Range(0, (int)split.TotalWeight).CountBy(ticket => WeightedPicker.At(split, (uint)ticket).Name).ToDictionary();
            return weights.Select((weight, index) => counts.GetValueOrDefault($"c{index}") == weight).All(equal => equal);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new uint[] { })]
    [InlineData(new uint[] { 0, 0 })]
    [InlineData(new uint[] { uint.MaxValue, 1 })]
    public void Weights_that_sum_to_nothing_or_too_much_are_refused(uint[] weights) =>
        Assert.Throws<ArgumentException>(() => Split(weights));

    [Fact]
    public void A_ticket_beyond_the_weights_is_a_bug() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightedPicker.At(Split(1, 2), 3));

    private static ClusterSplit Split(params uint[] weights) =>
        new([.. weights.Select((weight, index) => new WeightedCluster(new ClusterModel($"c{index}", []), weight))]);
}
