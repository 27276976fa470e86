using Mesh.ControlPlane.Sources.Kubernetes;

namespace Mesh.ControlPlane.Tests.Sources.Kubernetes;

public sealed class QuietWindowTests
{
    private readonly QuietWindow _window = new(Milliseconds(100), Milliseconds(1000));

    [Fact]
    public void A_single_change_waits_for_quiet()
    {
        Assert.Null(_window.DueAt);
        _window.Change(Milliseconds(5));

        Assert.Equal(Milliseconds(105), _window.DueAt);
        Assert.Equal(Milliseconds(5), _window.Take());
        Assert.Null(_window.DueAt);
        Assert.Null(_window.Take());
    }

    [Fact]
    public void Changes_that_never_end_do_not_wait_for_ever()
    {
        for (var now = 0; now <= 990; now += 90)
            _window.Change(Milliseconds(now));

        Assert.Equal(Milliseconds(1000), _window.DueAt);
        Assert.Equal(TimeSpan.Zero, _window.Take());
        _window.Change(Milliseconds(1100));
        Assert.Equal(Milliseconds(1200), _window.DueAt);
    }

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
