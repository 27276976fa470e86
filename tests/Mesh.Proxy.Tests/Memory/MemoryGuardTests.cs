using Mesh.Engine.Loops;
using Mesh.Proxy.Memory;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Proxy.Tests.Memory;

public sealed class MemoryGuardTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly EventLoop _loop;
    private readonly StringWriter _log = new();
    private readonly MemoryCounters _counters = new();
    private readonly MemoryGuard _guard;
    private long _resident;

    public MemoryGuardTests()
    {
        _loop = new EventLoop(_time);
        _guard = new MemoryGuard(_loop, 100 << 20, 2, _counters, _log.WriteLine, _log.WriteLine, () => _resident);
    }

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Buffers_get_a_quarter_of_the_limit_shared_by_the_loops() => Assert.Equal((100 << 20) / 8, _loop.Buffers.Limit);

    [Fact]
    public void An_episode_is_one_line_and_refuses_until_it_is_over()
    {
        Assert.False(At(50 << 20));
        Assert.True(At(86 << 20));
        Assert.True(At(80 << 20));
        Assert.False(_guard.MustNotAccept());
        Assert.True(At(97 << 20));
        Assert.True(_guard.MustNotAccept());
        Assert.False(At(60 << 20));
        Assert.Equal(1, _counters.Episodes);
        Assert.Equal(4, _counters.Refused);
        Assert.Equal(2, _log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private bool At(long resident)
    {
        _resident = resident;
        _time.Advance(TimeSpan.FromMilliseconds(30));
        _loop.RunOnce(0);
        return _guard.MustShed();
    }
}
