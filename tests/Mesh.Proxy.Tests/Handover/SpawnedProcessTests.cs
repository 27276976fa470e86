using Mesh.Proxy.Handover;
using Mesh.TestKit;

namespace Mesh.Proxy.Tests.Handover;

public sealed class SpawnedProcessTests
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("test \"$1\" = \"a b\" && test -n \"$PATH\"", 0)]
    public async Task It_has_arguments_and_environment_and_its_end_is_known(string script, int expected)
    {
        var process = SpawnedProcess.Start("/bin/sh", ["-c", script, "name", "a b"]);
        var code = -1;
        await Eventually.TrueAsync(() => process.TryGetExitCode(out code), "it ends");
        Assert.Equal(expected, code);
        Assert.True(process.TryGetExitCode(out code));
        Assert.Equal(expected, code);
    }

    [Fact]
    public async Task It_runs_until_it_is_killed()
    {
        var process = SpawnedProcess.Start("/bin/sh", ["-c", "exec sleep 600"]);
        Assert.False(process.TryGetExitCode(out _));
        process.Kill();
        await Eventually.TrueAsync(() => process.TryGetExitCode(out _), "it ends");
        process.Kill();
    }

    [Theory]
    [InlineData("/does/not/exist")]
    [InlineData("/etc/passwd")]
    public void What_is_no_program_is_said(string path) => Assert.Throws<IOException>(() => SpawnedProcess.Start(path, []));
}
