using Mesh.ControlPlane.Sources.Files;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.ControlPlane.Tests.Sources.Files;

public sealed class InotifyWatchTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly InotifyWatch _watch;

    public InotifyWatchTests()
    {
        File.WriteAllText(_directory["a.yaml"], "old");
        _watch = new InotifyWatch(_directory.Path);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void AFileWrittenInPlaceIsWrittenWhenItIsClosed()
    {
        using (var file = new StreamWriter(_directory["a.yaml"]))
        {
            file.Write("new");
            file.Flush();
            Assert.Equal(["Writing a.yaml"], Drain());
        }

        Assert.Equal(["Written a.yaml"], Drain());
    }

    [Fact]
    public void ANewFileIsBeingWrittenUntilItIsClosed()
    {
        File.WriteAllText(_directory["b.yaml"], "new");

        Assert.Equal(["Writing b.yaml", "Written b.yaml"], Drain());
    }

    [Theory]
    [InlineData("sed -i s/old/new/ a.yaml", "Appeared a.yaml")]
    [InlineData("printf new > .a.yaml.tmp && mv .a.yaml.tmp a.yaml", "Appeared a.yaml")]
    [InlineData("mv a.yaml a.yaml~ && printf new > a.yaml && rm a.yaml~", "Gone a.yaml", "Writing a.yaml", "Written a.yaml")]
    [InlineData("mv a.yaml b.yaml", "Gone a.yaml", "Appeared b.yaml")]
    [InlineData("rm a.yaml", "Gone a.yaml")]
    [InlineData("touch .a.yaml.swp 4913 notes.txt && rm .a.yaml.swp 4913")]
    [InlineData("mkdir sub && mv a.yaml sub/a.yaml", "Appeared sub", "Gone a.yaml", "Appeared sub/a.yaml")]
    [InlineData("mkdir ..v2 && ln -s ..v2 ..data_tmp && mv -T ..data_tmp ..data", "Appeared ..v2", "Appeared ..data")]
    [InlineData("ln -s a.yaml b.yaml", "Appeared b.yaml")]
    public void EditorsPatterns(string command, params string[] expected)
    {
        // One command after the other, so that a new directory is watched before something happens in it.
        foreach (var step in command.Split(" && "))
            Play(step);

        Assert.Equal(expected, _events.Distinct().Where(line => line != "Appeared ..data_tmp"));
    }

    [Fact]
    public void FilesOfDirectoriesThatWereMovedInAreWatched()
    {
        using var elsewhere = new TemporaryDirectory();
        Directory.CreateDirectory(elsewhere["sub/deep"]);
        Directory.Move(elsewhere["sub"], _directory["sub"]);
        Assert.Equal(["Appeared sub"], Drain());

        File.WriteAllText(_directory["sub/deep/b.yaml"], "new");
        Assert.Equal(["Writing sub/deep/b.yaml", "Written sub/deep/b.yaml"], Drain());
    }

    [Fact]
    public void WhatLeftTheDirectoryIsNotWatched()
    {
        using var elsewhere = new TemporaryDirectory();
        Directory.CreateDirectory(_directory["sub"]);
        Drain();
        Directory.Move(_directory["sub"], elsewhere["sub"]);
        Assert.Contains("Gone sub", Drain());

        File.WriteAllText(elsewhere["sub/b.yaml"], "new");
        Assert.Empty(Drain());
    }

    [Fact]
    public void ADirectoryThatComesLaterIsFoundByRefreshing()
    {
        using var late = new InotifyWatch(_directory["late"]);
        Directory.CreateDirectory(_directory["late"]);
        late.Refresh();
        File.WriteAllText(_directory["late/b.yaml"], "new");

        Assert.NotEmpty(late.Drain());
    }

    [Fact]
    public async Task WaitingEndsWithAnEventAndBeginsAgainAfterDraining()
    {
        for (var round = 0; round < 3; round++)
        {
            var waiting = _watch.WaitAsync(CancellationToken.None);
            Assert.False(waiting.IsCompleted);
            File.WriteAllText(_directory["a.yaml"], "new");
            await waiting.WaitAsync(Eventually.DefaultTimeout);
            Assert.NotEmpty(Drain());
        }
    }

    private readonly List<string> _events = [];

    private void Play(string step)
    {
        Command.Run("sh", "-c", $"cd '{_directory.Path}' && {step}");
        _events.AddRange(Drain());
    }

    private string[] Drain() => [.. _watch.Drain().Select(happened => $"{happened.Change} {happened.Path}").Distinct()];
}
