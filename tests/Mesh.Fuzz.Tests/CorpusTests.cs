using Mesh.Fuzz.Guidance;
using Mesh.TestKit;

namespace Mesh.Fuzz.Tests;

public sealed class CorpusTests
{
    [Fact]
    public void What_is_written_is_read_once_each_the_shortest_first()
    {
        using var directory = new TemporaryDirectory();
        var file = Corpus.FileOf(directory["corpus"], "a");
        Corpus.Write(file, [[9]]);
        Corpus.Write(file, [[1, 2, 3, 4], [], [1, 2, 3, 4], [5]]);
        Assert.Equal(["", "05", "01020304"], Corpus.Read(file).Select(Convert.ToHexString));
    }

    [Fact]
    public void A_missing_file_is_empty() => Assert.Empty(Corpus.Read("/nonexistent"));
}
