using Mesh.Engine.Buffers;
using Mesh.Engine.Loops;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Engine.Tests.Loops;

public sealed class EventLoopTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly EventLoop _loop;
    private readonly List<string> _order = [];

    public EventLoopTests() => _loop = new EventLoop(_time);

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void ATurnRunsPostedWorkThenTimersThenDeferredWorkThenFlushes()
    {
        _loop.DeferFlush(new Work(() => _order.Add("flush")));
        _loop.Defer(new Work(() => _order.Add("deferred")));
        _loop.Arm(new LoopTimer(() => _order.Add("timer")), 0);
        _loop.Post(() => _order.Add("posted"));
        _loop.Carry(new Work(() => _order.Add("carried")));
        _time.Advance(TimeSpan.FromMilliseconds(10));

        _loop.RunOnce(0);

        Assert.Equal(["carried", "posted", "timer", "deferred", "flush"], _order);
    }

    [Fact]
    public void WorkThatMakesWorkGoesOnInTheSameTurnUpToALimit()
    {
        var runs = 0;
        Work? work = null;
        work = new Work(() =>
        {
            if (++runs < 100)
                _loop.Defer(work!);
        });
        _loop.Defer(work);

        _loop.RunOnce(0);
        Assert.InRange(runs, 2, 50);
        // What is left must not wait for an event.
        while (runs < 100)
            _loop.RunOnce(-1);
    }

    [Fact]
    public void ExceptionsAreReportedAndHarmNobodyElse()
    {
        var reported = new List<string>();
        _loop.UnhandledError += error => reported.Add(error.Message);
        _loop.Post(() => throw new InvalidOperationException("posted"));
        _loop.Post(() => _order.Add("posted"));
        _loop.Defer(new Work(() => throw new InvalidOperationException("deferred")));
        _loop.Defer(new Work(() => _order.Add("deferred")));
        _loop.DeferFlush(new Work(() => throw new InvalidOperationException("flush")));
        _loop.DeferFlush(new Work(() => _order.Add("flush")));
        _loop.Arm(new LoopTimer(() => throw new InvalidOperationException("timer")), 1);
        _loop.Arm(new LoopTimer(() => throw new InvalidOperationException("timer")), 1);
        _time.Advance(TimeSpan.FromMilliseconds(10));

        _loop.RunOnce(0);

        Assert.Equal(["posted", "deferred", "flush"], _order);
        Assert.Equal(["posted", "timer", "timer", "deferred", "flush"], reported);
    }

    [Fact]
    public void PostsFromManyThreadsAllArriveInEachThreadsOrder()
    {
        const int Threads = 4;
        const int Each = 5000;
        var last = new int[Threads];
        var count = 0;
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (var i = 1; i <= Each; i++)
            {
                var value = i;
                _loop.Post(() => { Assert.Equal(last[thread] + 1, value); last[thread] = value; count++; });
            }
        })).ToArray();
        Array.ForEach(threads, static thread => thread.Start());

        while (count < Threads * Each)
            _loop.RunOnce(-1);

        Array.ForEach(threads, static thread => thread.Join());
        Assert.All(last, static value => Assert.Equal(Each, value));
    }

    [Fact]
    public void ALoopOfItsOwnRunsUntilItIsDisposed()
    {
        var loop = new EventLoop();
        using var ran = new ManualResetEventSlim();
        var name = "";
        loop.Start("loop-7");
        loop.Post(new Work(() => { name = Thread.CurrentThread.Name; ran.Set(); }));
        Assert.True(ran.Wait(TimeSpan.FromSeconds(20)));
        loop.Dispose();
        loop.Dispose();
        loop.Post(() => Assert.Fail("ran after the end"));
        Assert.Equal("loop-7", name);
    }

    [Fact]
    public void RunEndsAtStop()
    {
        _loop.Post(_loop.Stop);
        _loop.Run();
        _loop.Post(() => _order.Add("never"));
        Assert.Empty(_order);
    }

    [Fact]
    public void IdleMemoryIsGivenBack()
    {
        var queue = new ByteQueue(_loop.Buffers);
        queue.Append(new byte[50 * BufferPool.BlockSize]);
        queue.Clear();
        Assert.Equal(50, _loop.Buffers.IdleBlocks);
        for (var i = 0; i < 4; i++)
        {
            _loop.RunOnce(0);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(4, _loop.Buffers.IdleBlocks);
    }

    private sealed class Work(Action action) : ILoopWork, IFlushTarget
    {
        public void Run() => action();

        public void Flush() => action();
    }
}
