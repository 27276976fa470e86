namespace Mesh.Discovery.Tests.Fakes;

/// <summary>Waits for conditions, never for time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task True(Func<bool> condition, string what = "condition")
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"{what} did not come true");
            await Task.Delay(1);
        }
    }
}
