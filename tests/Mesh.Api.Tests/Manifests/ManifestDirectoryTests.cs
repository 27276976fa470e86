using System.Diagnostics;
using System.Text;
using Mesh.Api.Manifests;

namespace Mesh.Api.Tests.Manifests;

public sealed class ManifestDirectoryTests : IDisposable
{
    private readonly string _outside = Directory.CreateTempSubdirectory("mesh-manifests-").FullName;
    private readonly string _root;

    public ManifestDirectoryTests()
    {
        _root = Path.Combine(_outside, "root");
        Directory.CreateDirectory(_root);
    }

    public void Dispose() => Directory.Delete(_outside, recursive: true);

    [Fact]
    public void Manifests_are_found_in_order_and_other_files_are_not()
    {
        Write("b.yaml", "b");
        Write("a/z.YML", "z");
        Write("a/deep/c.json", "c");
        Write("notes.txt", "-");
        Write(".hidden.yaml", "-");
        Write(".git/x.yaml", "-");
        Write("empty.yaml", "");
        var content = ManifestDirectory.ReadFiles(_root);
        Assert.Empty(content.Problems);
        Assert.Equal(["a/deep/c.json=c", "a/z.YML=z", "b.yaml=b", "empty.yaml="], content.Files.Select(file => $"{file.Name}={file.Text}"));
    }

    [Fact]
    public void Links_are_followed_inside_and_refused_when_they_lead_out()
    {
        Write("..data_1/x.yaml", "x");
        Directory.CreateSymbolicLink(Path.Combine(_root, "..data"), "..data_1");
        File.CreateSymbolicLink(Path.Combine(_root, "x.yaml"), "..data/x.yaml");
        File.WriteAllText(Path.Combine(_outside, "secret.yaml"), "secret");
        File.CreateSymbolicLink(Path.Combine(_root, "out.yaml"), "../secret.yaml");
        File.CreateSymbolicLink(Path.Combine(_root, "loop.yaml"), "loop.yaml");
        File.CreateSymbolicLink(Path.Combine(_root, "dangling.yaml"), "nothing.yaml");
        Directory.CreateSymbolicLink(Path.Combine(_root, "self"), ".");
        Directory.CreateSymbolicLink(Path.Combine(_root, "up"), "..");

        var content = ManifestDirectory.ReadFiles(_root);

        Assert.Equal(["x.yaml=x"], content.Files.Select(file => $"{file.Name}={file.Text}"));
        Assert.Equal(["dangling.yaml", "loop.yaml", "out.yaml"], content.Problems.Select(problem => problem.File));
        Assert.DoesNotContain(content.Problems, problem => problem.ToString().Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void A_directory_behind_a_link_may_be_the_root()
    {
        Write("a.yaml", "a");
        var link = Path.Combine(_outside, "link");
        Directory.CreateSymbolicLink(link, "root");
        Assert.Single(ManifestDirectory.ReadFiles(link).Files);
    }

    [Fact]
    public void Files_that_are_too_large_or_not_text_are_problems()
    {
        File.WriteAllBytes(Path.Combine(_root, "latin1.yaml"), Encoding.Latin1.GetBytes("name: \u00e4"));
        File.WriteAllBytes(Path.Combine(_root, "mark.yaml"), [0xEF, 0xBB, 0xBF, (byte)'a']);
        Write("large.yaml", new string(' ', ManifestReader.LongestFile + 1));
        var content = ManifestDirectory.ReadFiles(_root);
        Assert.Equal(["mark.yaml=a"], content.Files.Select(file => $"{file.Name}={file.Text}"));
        Assert.Equal(
            ["large.yaml: error: the file is larger than 4 MiB; split or remove it", "latin1.yaml: error: the file is not UTF-8; split or remove it"],
            content.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void A_pipe_does_not_block()
    {
        using var mkfifo = Process.Start("mkfifo", [Path.Combine(_root, "pipe.yaml")]);
        mkfifo.WaitForExit();
        Assert.Equal("", ManifestDirectory.ReadFiles(_root).Files.Single().Text);
    }

    [Fact]
    public void Depth_and_number_are_bounded()
    {
        Write(string.Concat(Enumerable.Range(0, ManifestDirectory.DeepestDirectory + 1).Select(_ => "d/")) + "a.yaml", "a");
        Write(string.Concat(Enumerable.Range(0, ManifestDirectory.DeepestDirectory).Select(_ => "e/")) + "a.yaml", "a");
        var content = ManifestDirectory.ReadFiles(_root);
        Assert.Single(content.Files);
        Assert.Contains("nested deeper", content.Problems.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_a_problem_and_an_error_in_the_set()
    {
        var set = ManifestDirectory.Read(Path.Combine(_root, "nothing"));
        Assert.True(set.HasErrors);
        Assert.Contains("cannot be read", set.Problems.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contents_are_compared_by_name_and_text()
    {
        Write("a.yaml", "a");
        var before = ManifestDirectory.ReadFiles(_root);
        Assert.True(before.SameAs(ManifestDirectory.ReadFiles(_root)));
        Write("a.yaml", "b");
        Assert.False(before.SameAs(ManifestDirectory.ReadFiles(_root)));
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
