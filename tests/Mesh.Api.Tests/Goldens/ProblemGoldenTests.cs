using Mesh.Api.Manifests;
using Mesh.TestKit.Goldens;

namespace Mesh.Api.Tests.Goldens;

/// <summary>Every message a user can get, word for word: <c>testdata/CASE/in.yaml</c> → <c>problems.txt</c>.</summary>
public sealed class ProblemGoldenTests
{
    private const string Project = "Mesh.Api.Tests";

    public static TheoryData<string> Cases => [.. GoldenCase.Names(Project)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Problems_are_as_expected(string name)
    {
        var golden = new GoldenCase(Project, name);
        var set = ManifestReader.Read([new ManifestFile("in.yaml", golden.Read("in.yaml"))]);
        var actual = string.Concat(set.Problems.Select(problem => problem + "\n"));
        Assert.Equal(golden.Expected("problems.txt", actual), actual);
    }
}
