using Mesh.Engine.Loops;

namespace Mesh.Engine.Tests.Loops;

public sealed class ShortagePatienceTests
{
    /// <summary>Milliseconds of shortage and of none in turns, and whether 1000 ms of patience are over at the end.</summary>
    [Theory]
    [InlineData(false, 999)]
    [InlineData(true, 1000)]
    [InlineData(false, 500, 500, 500, 500, 500)]
    [InlineData(true, 900, 10, 110)]
    [InlineData(false, 900, 10, 109)]
    [InlineData(false, 5000, 1000, 999)]
    [InlineData(true, 5000, 999, 999)]
    [InlineData(false, 100, 100_000, 999)]
    public void Time_with_and_without_are_weighed(bool isOver, params int[] turns)
    {
        var patience = new ShortagePatience(1000);
        var (now, isShort) = (1_000_000L, true);
        foreach (var turn in turns)
        {
            patience.See(isShort, now);
            now += turn;
            patience.See(isShort, now);
            isShort = !isShort;
        }
        Assert.Equal(isOver, patience.IsOver);
    }
}
