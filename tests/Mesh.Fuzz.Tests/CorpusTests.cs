using Mesh.Fuzz.Guidance;
using Mesh.TestKit;

namespace Mesh.Fuzz.Tests;

public sealed class CorpusTests
{
    [Fact]
    public void What_is_written_is_read_and_what_is_no_longer_wanted_is_gone()
    {
        using var directory = new TemporaryDirectory();
        Corpus.Write(directory["a"], [[1], [2, 3], [1]]);
        Corpus.Write(directory["a"], [[2, 3], []]);
        Assert.Equal(["", "0203"], Corpus.Read(directory["a"]).Select(Convert.ToHexString).Order());
    }

    [Fact]
    public void A_missing_directory_is_empty() => Assert.Empty(Corpus.Read("/nonexistent"));
}
