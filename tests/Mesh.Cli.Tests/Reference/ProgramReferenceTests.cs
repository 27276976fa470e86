using System.Text.RegularExpressions;
using Mesh.TestKit;

namespace Mesh.Cli.Tests.Reference;

/// <summary>
/// docs/reference.md says of the other programs what their sources say. The sources are read as text, because a test project
/// that referenced all programs would take as long to build as the whole mesh.
/// </summary>
public partial class ProgramReferenceTests
{
    private static readonly string PagePath = Path.Combine(RepositoryRoot.Path, "docs/reference.md");
    private static readonly string Page = File.ReadAllText(PagePath);

    [Fact]
    public void Usage_of_every_program_stands_there()
    {
        var usages = Sources("*.cs").SelectMany(text => Usage().Matches(text)).Select(match => Unindent(match.Groups["text"].Value, match.Groups["indent"].Length)).ToArray();
        Assert.Contains(usages, usage => usage.StartsWith("mesh-proxy:", StringComparison.Ordinal));
        Assert.Contains(usages, usage => usage.StartsWith("mesh-proxyinit:", StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
            File.WriteAllText(PagePath, usages.Aggregate(File.ReadAllText(PagePath), WithUsage));
        Assert.All(usages, usage => Assert.Contains($"```\n{usage}```\n", File.ReadAllText(PagePath), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_metric_stands_there()
    {
        var metrics = Sources("*Metrics.cs", "*Gauges.cs", "PrometheusText.cs").SelectMany(text => Metric().Matches(text)).Select(match => match.Groups[1].Value).Distinct().ToArray();
        Assert.Contains("mesh_http_requests_total", metrics);
        Assert.All(metrics, metric => Assert.Contains($"`{metric}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Response_flags_are_the_proxys()
    {
        var source = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "dataplane/Mesh.Proxy/Flags/ResponseFlag.cs"));
        var codes = Code().Matches(source).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(codes, Rows("docs/reference.md", "| flag | status | meaning |"));
        Assert.Equal(codes, Rows("docs/install.md", "| flag | usual cause | next step |"));
    }

    // The block that begins with the program's name is replaced; a new program needs its block written once.
    private static string WithUsage(string page, string usage)
    {
        var from = page.IndexOf($"```\n{usage[..usage.IndexOf(':', StringComparison.Ordinal)]}:", StringComparison.Ordinal);
        return from < 0 ? page : page[..(from + 4)] + usage + page[page.IndexOf("```\n", from + 4, StringComparison.Ordinal)..];
    }

    private static IEnumerable<string> Sources(params string[] patterns) =>
        from folder in (string[])["certauthority", "controlplane", "dataplane", "injector"]
        where Directory.Exists(Path.Combine(RepositoryRoot.Path, folder))
        from pattern in patterns
        from file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), pattern, SearchOption.AllDirectories)
        where !file.Contains("/obj/", StringComparison.Ordinal)
        select File.ReadAllText(file);

    private static string[] Rows(string page, string header)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, page));
        var from = text.IndexOf(header, StringComparison.Ordinal);
        return [.. FlagRow().Matches(text[from..text.IndexOf("\n\n", from, StringComparison.Ordinal)]).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];
    }

    private static string Unindent(string text, int indent) =>
        string.Concat(text.Split('\n').SkipLast(1).Select(line => (line.Length > indent ? line[indent..] : "") + "\n"));

    [GeneratedRegex("const string \\w+ = \"\"\"\n(?<text>(?<indent> +)mesh-\\w+: .*?\n) *\"\"\";", RegexOptions.Singleline)]
    private static partial Regex Usage();

    [GeneratedRegex("\"((?:mesh|process)_[a-z_]+)\"")]
    private static partial Regex Metric();

    [GeneratedRegex("=> \"([A-Z]+)\"")]
    private static partial Regex Code();

    [GeneratedRegex("^\\| `([A-Z]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex FlagRow();
}
