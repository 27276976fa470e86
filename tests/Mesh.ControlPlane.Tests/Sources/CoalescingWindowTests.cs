using Mesh.ControlPlane.Sources;

namespace Mesh.ControlPlane.Tests.Sources;

public sealed class CoalescingWindowTests
{
    private readonly CoalescingWindow _window = new(TimeSpan.FromMilliseconds(100));

    [Fact]
    public void WithoutChangesNothingIsDue()
    {
        Assert.Null(_window.DueAt);
        Assert.Null(_window.Take());
    }

    [Fact]
    public void TheFirstChangeIsDueAtOnce()
    {
        _window.Change(At(5), isUrgent: false);

        Assert.Equal(At(5), _window.DueAt);
    }

    [Fact]
    public void WhatFollowsIsDueTogetherAtTheEndOfTheWindow()
    {
        Apply(5);
        _window.Change(At(20), isUrgent: false);
        _window.Change(At(90), isUrgent: false);

        Assert.Equal(At(105), _window.DueAt);
        Assert.Equal(At(20), _window.Take());
        Assert.Null(_window.DueAt);
    }

    [Fact]
    public void TheWindowIsNotProlonged()
    {
        Apply(0);
        for (var now = 1; now < 100; now++)
            _window.Change(At(now), isUrgent: false);

        Assert.Equal(At(100), _window.DueAt);
    }

    [Fact]
    public void AnApplicationAtTheEndOfAWindowOpensTheNext()
    {
        Apply(0);
        _window.Change(At(50), isUrgent: false);
        _window.Take();
        _window.Applied(At(100));
        _window.Change(At(110), isUrgent: false);

        Assert.Equal(At(200), _window.DueAt);
    }

    [Fact]
    public void AfterAQuietWindowAChangeIsAFirstOneAgain()
    {
        Apply(0);
        _window.Change(At(101), isUrgent: false);

        Assert.Equal(At(101), _window.DueAt);
    }

    [Fact]
    public void UrgentChangesDoNotWait()
    {
        Apply(0);
        _window.Change(At(10), isUrgent: false);
        _window.Change(At(20), isUrgent: true);

        Assert.True(_window.DueAt <= At(20));
        _window.Take();
        _window.Change(At(30), isUrgent: false);
        Assert.Equal(At(100), _window.DueAt);
    }

    [Fact]
    public void WhatMadeNoDifferenceOpensNoWindow()
    {
        _window.Change(At(5), isUrgent: false);
        _window.Take();
        _window.Change(At(6), isUrgent: false);

        Assert.Equal(At(6), _window.DueAt);
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private void Apply(int now)
    {
        _window.Change(At(now), isUrgent: false);
        _window.Take();
        _window.Applied(At(now));
    }
}
