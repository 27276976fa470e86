using Mesh.Bench;
using Mesh.Bench.Reports;
using Mesh.Bench.Soak;
using Mesh.TestKit;

if (args is ["--help"] or ["soak", "--help"])
{
    Console.WriteLine($"{BenchOptions.Usage}\n\n{SoakOptions.Usage}");
    return 0;
}

try
{
    return args is ["soak", .. var rest] ? await SoakAsync(rest) : await BenchAsync();
}
catch (FormatException wrong)
{
    Console.Error.WriteLine($"mesh-bench: {wrong.Message}\n{(args is ["soak", ..] ? SoakOptions.Usage : BenchOptions.Usage)}");
    return 2;
}
catch (Exception failure) when (failure is InvalidOperationException or TimeoutException or FileNotFoundException)
{
    Console.Error.WriteLine($"mesh-bench: {failure.Message}");
    return 1;
}

async Task<int> BenchAsync()
{
    var options = BenchOptions.Parse(args, Environment.GetEnvironmentVariable, Path.Combine(RepositoryRoot.Path, "artifacts", "bench"));
    RequireRoot();
    await using var run = new BenchRun(options, Console.Error);
    var measurements = await run.RunAsync();
    Directory.CreateDirectory(options.Output);
    var markdown = MarkdownReport.Render(measurements, options);
    File.WriteAllText(Path.Combine(options.Output, "sidecar.json"), JsonReport.Render(measurements));
    File.WriteAllText(Path.Combine(options.Output, "sidecar.md"), markdown);
    Console.WriteLine(markdown);
    return 0;
}

async Task<int> SoakAsync(string[] arguments)
{
    var options = SoakOptions.Parse(arguments, Path.Combine(RepositoryRoot.Path, "artifacts", "soak"));
    RequireRoot();
    await using var run = new SoakRun(options, Console.Error);
    return await run.RunAsync() ? 0 : 1;
}

static void RequireRoot()
{
    if (!Requires.Root)
    {
        throw new InvalidOperationException(Requires.RootReason);
    }
}
