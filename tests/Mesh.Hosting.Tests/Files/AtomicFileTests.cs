using Mesh.Hosting.Files;
using Mesh.TestKit;

namespace Mesh.Hosting.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Content_and_mode_are_as_asked_and_nothing_else_remains()
    {
        var path = _directory["state"];

        AtomicFile.Write(path, "one"u8, AtomicFile.OwnerOnly);
        AtomicFile.Write(path, "two"u8, AtomicFile.OwnerOnly);

        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void A_file_that_a_crash_left_behind_is_no_obstacle()
    {
        File.WriteAllText(_directory["state.tmp"], "half");

        AtomicFile.Write(_directory["state"], "whole"u8, AtomicFile.OwnerOnly);

        Assert.Equal("whole", File.ReadAllText(_directory["state"]));
    }

    [Fact]
    public void A_failed_write_keeps_the_old_content_and_cleans_up()
    {
        var path = _directory["state"];
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "occupied"), "");

        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(path, "x"u8, AtomicFile.OwnerOnly));

        Assert.Equal([path], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void The_ready_file_is_one_json_object()
    {
        ReadyFile.Write(_directory["ready.json"], ("listen", "127.0.0.1:1"), ("rootSha256", "ab"));
        ReadyFile.Write(null, ("listen", "127.0.0.1:1"));

        Assert.Equal("""{"listen":"127.0.0.1:1","rootSha256":"ab"}""", File.ReadAllText(_directory["ready.json"]));
    }
}
