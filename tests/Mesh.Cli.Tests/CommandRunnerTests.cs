namespace Mesh.Cli.Tests;

public class CommandRunnerTests
{
    private const string Absent = "never-started";

    [Theory]
    [InlineData(new[] { "tpo" }, "'tpo' is not a command of meshctl; did you mean 'top'?", "see meshctl --help")]
    [InlineData(new[] { "top", "--sotr", "rps" }, "'--sotr' is not an option of meshctl top; did you mean '--sort'?", "see meshctl top --help")]
    [InlineData(new[] { "top", "extra" }, "'extra' is not an expected argument of meshctl top", "see meshctl top --help")]
    [InlineData(new[] { "top", "--interval", "x" }, "--interval: 'x' is not a number from 0.2 to 60", "see meshctl top --help")]
    [InlineData(new[] { "top", "--interval", "90" }, "--interval: '90' is not a number from 0.2 to 60", "see meshctl top --help")]
    [InlineData(new[] { "top", "--sort", "size" }, "--sort: 'size' is not one of rps, success, p99, source, destination", "see meshctl top --help")]
    [InlineData(new[] { "validate", ".", "-o", "xml" }, "--output: 'xml' is not one of table, json, yaml", "see meshctl validate --help")]
    [InlineData(new[] { "up" }, "Required argument 'dir' missing for command: 'up'.", "see meshctl up --help")]
    [InlineData(new[] { "up", ".", "--network", "x" }, "--network: 'x' is not one of namespaces, loopback", "see meshctl up --help")]
    [InlineData(new[] { "up", ".", "--trust-domain", "A" }, "--trust-domain: 'A' is not a trust domain; use 1 to 255 characters out of a-z, 0-9, '.', '-' and '_'", "see meshctl up --help")]
    [InlineData(new[] { "down", "--name", "../x" }, "--name: '../x' is not a name; use up to 20 lower-case letters, digits and '-'", "see meshctl down --help")]
    [InlineData(new[] { "token", "shop" }, "'shop' is not an identity; give NAMESPACE/SERVICE-ACCOUNT, for example shop/catalog, or a whole spiffe:// id", "see meshctl token --help")]
    [InlineData(new[] { "token", "shop/x", "--ttl-minutes", "0" }, "--ttl-minutes: '0' is not a number from 1 to 43200", "see meshctl token --help")]
    [InlineData(new[] { "completion", "cmd" }, "'cmd' is not one of bash, zsh, fish", "see meshctl completion --help")]
    public async Task Wrong_usage_says_what_and_where_to_read(string[] arguments, string message, string next)
    {
        var (exitCode, output, error) = await Meshctl.RunAsync(arguments);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Equal([message, next], error.TrimEnd('\n').Split('\n'));
    }

    public static TheoryData<string[]> OfNoMesh => new()
    {
        { ["top", "--name", Absent] },
        { ["down", "--name", Absent] },
        { ["proxy-status", "--name", Absent] },
        { ["token", "shop/x", "--name", Absent] },
    };

    [Theory]
    [MemberData(nameof(OfNoMesh))]
    public async Task A_mesh_that_is_not_there_is_named(string[] arguments)
    {
        var (exitCode, output, error) = await Meshctl.RunAsync(arguments);
        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.StartsWith($"error: there is no local mesh '{Absent}'\n", error, StringComparison.Ordinal);
        Assert.Equal(2, error.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData("top")]
    [InlineData("proxy-status")]
    public async Task A_control_plane_that_is_not_there_is_named(string command)
    {
        var (exitCode, _, error) = await Meshctl.RunAsync(command, "--operator-socket", "/" + Absent);
        Assert.Equal(1, exitCode);
        Assert.Equal($"error: there is no socket /{Absent} that this user can see\nis the control plane running? 'meshctl up DIR' starts it; --operator-socket names another socket\n", error);
    }

    [Fact]
    public async Task A_certificate_authority_that_does_not_answer_is_not_a_wrong_identity()
    {
        using var directory = new TestKit.TemporaryDirectory();
        await File.WriteAllTextAsync(directory["admin.sock"], "", TestContext.Current.CancellationToken);
        var (exitCode, _, error) = await Meshctl.RunAsync("token", "shop/x", "--ca-socket", directory["admin.sock"]);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("error: the certificate authority could not be asked: ", error, StringComparison.Ordinal);
        Assert.EndsWith($"is it running? its socket is {directory["admin.sock"]}\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_without_the_meshs_programs_fails_before_it_changes_anything()
    {
        var (exitCode, _, error) = await Meshctl.RunAsync("up", Path.Combine(TestKit.RepositoryRoot.Path, "examples/shop/mesh"), "--name", Absent, "--bin-dir", "/" + Absent);
        Assert.Equal(1, exitCode);
        Assert.Equal("error: 'mesh-ca' is not beside meshctl and not on PATH\nbuild it with 'make binaries' or give --bin-dir\n", error);
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_a_problem_like_others()
    {
        var (exitCode, output, _) = await Meshctl.RunAsync("validate", "/" + Absent);
        Assert.Equal(1, exitCode);
        Assert.Contains("check that it exists and its permissions", output, StringComparison.Ordinal);
        Assert.EndsWith($"/{Absent}: 0 resources, 1 error, 0 warnings\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("help")]
    [InlineData("--help")]
    public async Task Help_is_what_newcomers_ask_for(params string[] arguments)
    {
        var (exitCode, output, error) = await Meshctl.RunAsync(arguments);
        Assert.Equal(0, exitCode);
        Assert.Empty(error);
        Assert.Contains("proxy-status", output, StringComparison.Ordinal);
    }

    public static TheoryData<string> Commands => [.. Meshctl.Tree().Subcommands.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_of_every_command_needs_no_arguments_and_has_examples(string command)
    {
        foreach (var arguments in (string[][])[[command, "--help"], [command, "-h"], ["help", command]])
        {
            var (exitCode, output, error) = await Meshctl.RunAsync(arguments);
            Assert.Equal((0, ""), (exitCode, error));
            Assert.Contains("Examples:\n  ", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_to_validate_is_said()
    {
        using var directory = new TestKit.TemporaryDirectory();
        var (exitCode, _, error) = await Meshctl.RunAsync("validate", directory.Path);
        Assert.Equal(0, exitCode);
        Assert.Equal("there is nothing to check: resources stand in *.yaml, *.yml and *.json files\n", error);
    }
}
