using FsCheck;
using FsCheck.Fluent;
using Mesh.Discovery.Demand;

namespace Mesh.Discovery.Tests.Demand;

public sealed class DemandSetTests
{
    [Fact]
    public void Keeps_exactly_the_most_recently_used() =>
        Prop.ForAll(Gen.Choose(0, 30).NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 10).ToArbitrary(), (uses, capacity) =>
        {
            var set = new DemandSet<int>(capacity);
            foreach (var key in uses)
            {
                set.Request(key);
                set.Sweep();
                set.Trim(_ => false);
            }
            var expected = uses.AsEnumerable().Reverse().Distinct().Take(capacity);
            return set.ByUse().SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Says_whether_a_key_is_new()
    {
        var set = new DemandSet<string>(2);
        Assert.True(set.Request("a"));
        Assert.False(set.Request("a"));
    }

    [Fact]
    public void Takes_no_more_than_twice_its_capacity_between_trims()
    {
        var set = new DemandSet<int>(3);
        for (var i = 0; i < 100; i++)
            set.Request(i);
        Assert.Equal(6, set.Count);
        Assert.True(set.Trim(_ => false));
        Assert.Equal(3, set.Count);
        Assert.False(set.Trim(_ => false));
    }

    [Fact]
    public void Forgets_what_does_not_exist_before_what_is_older()
    {
        var set = new DemandSet<int>(2);
        foreach (var key in new[] { 1, 2, 3 })
        {
            set.Request(key);
            set.Sweep();
        }
        set.Trim(key => key == 2);
        Assert.Equal([3, 1], set.ByUse());
    }

    [Fact]
    public void What_is_restored_is_older_than_what_is_used_now_and_keeps_its_order()
    {
        var set = new DemandSet<int>(10);
        set.Restore([3, 1, 2]);
        set.Request(9);
        set.Sweep();
        Assert.Equal([9, 3, 1, 2], set.ByUse());
    }
}
