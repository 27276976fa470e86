using Mesh.ControlPlane.Sources.Files;

namespace Mesh.ControlPlane.Tests.Sources.Files;

public sealed class ReloadScheduleTests
{
    /// <summary>Events as <c>TIME CHANGE FILE</c>, and when the directory is due to be read after them; times in milliseconds.</summary>
    public static TheoryData<string, string[], int> Events => new()
    {
        { "a moved file is read at once", ["5 Appeared a"], 5 },
        { "a file is read when its writer closes it", ["5 Writing a", "40 Writing a", "70 Written a"], 70 },
        { "a file that is never closed is read after a second", ["5 Writing a", "900 Writing a"], 1005 },
        { "another file waits for the one that is written", ["5 Writing a", "10 Appeared b"], 1005 },
        { "and no longer than that", ["5 Writing a", "10 Appeared b", "20 Written a"], 10 },
        { "a removed file is given time to come back", ["5 Gone a"], 105 },
        { "an editor moves the old away and writes a new one", ["5 Gone a", "6 Writing a", "9 Written a"], 5 },
        { "an editor removes the old and moves the new into place", ["5 Gone a", "8 Appeared a"], 5 },
        { "a renamed file is read once both names have settled", ["5 Gone a", "5 Appeared b"], 105 },
        { "lost events are no reason to wait", ["5 Unknown "], 5 },
        { "nothing happens: the safety scan", [], 10_000 },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void IsDue(string rule, string[] events, int expected)
    {
        Assert.NotEmpty(rule);
        var schedule = new ReloadSchedule(TimeSpan.Zero);
        foreach (var happened in events)
            Observe(schedule, happened);

        Assert.Equal(At(expected), schedule.DueAt);
    }

    [Fact]
    public void ALongWriterIsGivenUpAndCountsAsAChange()
    {
        var schedule = new ReloadSchedule(TimeSpan.Zero);
        Observe(schedule, "5 Writing a");
        schedule.Expire(At(1005));

        Assert.False(schedule.IsUnsettled);
        Assert.Equal(At(1005), schedule.Take(At(1005)));
    }

    [Fact]
    public void EndpointsSkipTheWindowButNotTheSettling()
    {
        var schedule = new ReloadSchedule(TimeSpan.Zero);
        schedule.Applied(TimeSpan.Zero);
        schedule.Observe(new DirectoryEvent(DirectoryChange.Appeared, "endpoints"), At(10), isUrgent: true);
        Assert.Equal(At(10), schedule.DueAt);

        schedule.Observe(new DirectoryEvent(DirectoryChange.Writing, "endpoints"), At(12), isUrgent: true);
        Assert.Equal(At(1012), schedule.DueAt);
    }

    [Fact]
    public void WhatIsObservedAfterTakingIsForTheNextTime()
    {
        var schedule = new ReloadSchedule(TimeSpan.Zero);
        Observe(schedule, "5 Appeared a");
        schedule.Take(At(5));
        Observe(schedule, "6 Appeared b");
        schedule.Applied(At(7));

        Assert.Equal(At(107), schedule.DueAt);
    }

    [Fact]
    public void ADiscardedReadingKeepsTheTimeOfTheChange()
    {
        var schedule = new ReloadSchedule(TimeSpan.Zero);
        Observe(schedule, "5 Appeared a");
        schedule.Discard(schedule.Take(At(6)), At(8));

        Assert.Equal(At(5), schedule.Take(At(9)));
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static void Observe(ReloadSchedule schedule, string happened)
    {
        var words = happened.Split(' ');
        var now = At(int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture));
        schedule.Observe(new DirectoryEvent(Enum.Parse<DirectoryChange>(words[1]), words[2]), now, isUrgent: false);
    }
}
