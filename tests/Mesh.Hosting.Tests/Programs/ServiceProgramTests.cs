using Mesh.Hosting.Arguments;
using Mesh.Hosting.Programs;

namespace Mesh.Hosting.Tests.Programs;

public sealed class ServiceProgramTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private bool _ran;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("--help", "how to use it")]
    [InlineData("--version", "mesh-x ")]
    public async Task Questions_are_answered_without_running(string argument, string answer)
    {
        Assert.Equal(0, await RunAsync([argument]));
        Assert.StartsWith(answer, _output.ToString(), StringComparison.Ordinal);
        Assert.False(_ran);
    }

    [Fact]
    public async Task Wrong_usage_lists_every_error_and_ends_with_2()
    {
        Assert.Equal(2, await RunAsync(["--a", "1", "--b", "2"]));
        Assert.Equal("mesh-x: --a is not a flag of mesh-x\nmesh-x: --b is not a flag of mesh-x\nmesh-x: see mesh-x --help\n", _error.ToString());
        Assert.False(_ran);
    }

    [Fact]
    public async Task A_service_that_cannot_start_says_so_in_one_line_and_ends_with_1()
    {
        Assert.Equal(1, await RunAsync(["--state-dir", "/s"], () => throw new StartupException("no key\nin /s")));
        Assert.Equal("mesh-x: no key in /s\n", _error.ToString());
    }

    [Fact]
    public async Task A_bug_is_not_dressed_up_as_a_failed_start() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(["--state-dir", "/s"], () => throw new InvalidOperationException("bug")));

    [Fact]
    public async Task A_service_that_stops_ends_with_0()
    {
        Assert.Equal(0, await RunAsync(["--state-dir", "/s"]));
        Assert.True(_ran);
    }

    private Task<int> RunAsync(string[] arguments, Action? run = null) =>
        new ServiceProgram("mesh-x", "how to use it", _output, _error).RunAsync(arguments, Read, (_, _) =>
        {
            _ran = true;
            run?.Invoke();
            return Task.CompletedTask;
        });

    private static string? Read(Flags flags) => flags.Text("state-dir");
}
