using Mesh.Bench;
using Mesh.Bench.Reports;
using Mesh.TestKit;

BenchOptions options;
try
{
    if (args is ["--help"])
    {
        Console.WriteLine(BenchOptions.Usage);
        return 0;
    }

    options = BenchOptions.Parse(args, Environment.GetEnvironmentVariable, Path.Combine(RepositoryRoot.Path, "artifacts", "bench"));
}
catch (FormatException wrong)
{
    Console.Error.WriteLine($"mesh-bench: {wrong.Message}\n{BenchOptions.Usage}");
    return 2;
}

if (!Requires.Root)
{
    Console.Error.WriteLine($"mesh-bench: {Requires.RootReason}");
    return 1;
}

try
{
    await using var run = new BenchRun(options, Console.Error);
    var measurements = await run.RunAsync();
    Directory.CreateDirectory(options.Output);
    var markdown = MarkdownReport.Render(measurements, options.Rounds, options.Seconds);
    File.WriteAllText(Path.Combine(options.Output, "sidecar.json"), JsonReport.Render(measurements));
    File.WriteAllText(Path.Combine(options.Output, "sidecar.md"), markdown);
    Console.WriteLine(markdown);
    return 0;
}
catch (Exception failure) when (failure is InvalidOperationException or TimeoutException or FileNotFoundException)
{
    Console.Error.WriteLine($"mesh-bench: {failure.Message}");
    return 1;
}
