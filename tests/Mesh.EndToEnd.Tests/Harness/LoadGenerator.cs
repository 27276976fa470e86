using System.Globalization;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>A failed request of a <see cref="LoadGenerator"/>.</summary>
/// <param name="Began">When it was sent.</param>
/// <param name="Latency">Until the failure, from the moment at which it was due.</param>
/// <param name="Reason">What happened.</param>
internal sealed record FailedRequest(DateTimeOffset Began, TimeSpan Latency, string Reason);

/// <summary>What a <see cref="LoadGenerator"/> saw.</summary>
internal sealed record LoadResult(long Ok, IReadOnlyList<FailedRequest> Failures, string Output)
{
    /// <summary>Fails the test when a request failed, or when there was none.</summary>
    internal void AssertNothingFailed()
    {
        Assert.True(Ok > 0, Output);
        Assert.True(Failures.Count == 0, Output);
    }
}

/// <summary>The shop's open-loop generator on a workload's host: half its requests are POSTs, it never sends one again, and an answer after a second is a failure.</summary>
internal sealed class LoadGenerator
{
    private readonly ChildProcess _process;
    private readonly string _failureLog;

    private LoadGenerator(ChildProcess process, string failureLog)
    {
        _process = process;
        _failureLog = failureLog;
    }

    /// <summary>
    /// Starts it, after requests that the proxies of a debug build need to compile their code, and lets its rate grow while it
    /// compiles its own; returns when the full rate is reached.
    /// </summary>
    internal static async Task<LoadGenerator> StartAsync(TestMesh mesh, MeshWorkload from, string url, int rate)
    {
        await from.MeetAsync(url);
        await WarmUpAsync(from, url);
        var failures = mesh.Directory[$"load-{Guid.NewGuid():N}.failures"];
        var process = from.Host.Start(new ProgramStart(BuiltProgram.Find("shop"), "load", "--url", url, "--post-url", url, "--post-share", "0.5",
            "--ramp", "2", "--rate", rate.ToString(CultureInfo.InvariantCulture), "--failure-log", failures));
        await process.WaitForOutputAsync("load: second 2");
        return new LoadGenerator(process, failures);
    }

    /// <summary>Sends a few hundred requests, 16 at a time; every one must succeed, however long it takes.</summary>
    internal static async Task WarmUpAsync(MeshWorkload from, string url)
    {
        using var client = from.Host.CreateHttpClient();
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, stop) =>
        {
            using var response = i % 2 == 0 ? await client.GetAsync(url, stop) : await client.PostAsync(url, null, stop);
            response.EnsureSuccessStatusCode();
        });
    }

    /// <summary>Lets it run for some more seconds.</summary>
    internal Task ContinueAsync(int seconds)
    {
        var until = Seconds() + seconds;
        return _process.WaitUntilAsync(() => Seconds() >= until, $"send for {seconds} s more", TimeSpan.FromSeconds(seconds + 20));
    }

    /// <summary>Stops it once the requests on their way are answered.</summary>
    internal async Task<LoadResult> StopAsync()
    {
        await _process.StopAsync();
        var total = _process.Output.Split('\n').Last(line => line.StartsWith("load: total", StringComparison.Ordinal)).Split(' ');
        var failures = (await File.ReadAllLinesAsync(_failureLog)).Select(line => line.Split(' ', 3)).Select(parts => new FailedRequest(
            DateTimeOffset.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(double.Parse(parts[1], CultureInfo.InvariantCulture)), parts[2])).ToArray();
        Assert.Equal(total[^1], failures.Length.ToString(CultureInfo.InvariantCulture));
        return new LoadResult(long.Parse(total[3], CultureInfo.InvariantCulture), failures, _process.Output + _process.Error);
    }

    private int Seconds() => _process.Output.Split("load: second ").Length - 1;
}
