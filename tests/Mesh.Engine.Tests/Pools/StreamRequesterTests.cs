using System.Runtime.CompilerServices;

namespace Mesh.Engine.Tests.Pools;

/// <summary>Whose answer is whose.</summary>
public sealed class StreamRequesterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_asked_of_one_pool_and_taken_back_is_no_answer_to_what_is_asked_of_the_next(bool http2)
    {
        using var first = http2 ? PoolBench.Http2() : PoolBench.Http1();
        using var second = http2 ? PoolBench.Http2() : PoolBench.Http1();
        var requester = first.Ask("/a");
        requester.TakeBack();
        requester.AskOf(second.Pool);

        Assert.Equal("", first.Establish(0));
        Assert.Equal(("", 1, 0), (requester.Answer, second.Pool.Waiting, first.Pool.Waiting));
        Assert.Equal("0:/a", second.Establish(0));
    }

    [Fact]
    public void A_question_may_be_asked_again_of_the_same_pool()
    {
        using var bench = PoolBench.Http2();
        var requester = bench.Ask("/a");
        bench.Ask("/b");
        requester.TakeBack();
        requester.TakeBack();
        requester.AskOf(bench.Pool);
        Assert.Equal(2, bench.Pool.Waiting);
        Assert.Equal("0:/b 0:/a", bench.Establish(0));
    }

    [Fact]
    public void There_is_one_question_at_a_time()
    {
        using var bench = PoolBench.Http2();
        var requester = bench.Ask("/a");
        Assert.Throws<InvalidOperationException>(() => requester.AskOf(bench.Pool));
        Assert.Equal("0:/a", bench.Establish(0));
        Assert.Equal(0, bench.Pool.Waiting);
    }

    [Fact]
    public void Questions_taken_back_do_not_pile_up_behind_one_that_waits()
    {
        using var bench = PoolBench.Http2();
        bench.Ask("/a");
        var asked = AskAndTakeBack(bench, 1000);
        GC.Collect();
        Assert.InRange(asked.Count(r => r.TryGetTarget(out _)), 0, 30);
        Assert.Equal("0:/a", bench.Establish(0));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<Requester>[] AskAndTakeBack(PoolBench bench, int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var requester = bench.Ask($"/r{i}");
        requester.TakeBack();
        return new WeakReference<Requester>(requester);
    })];
}
