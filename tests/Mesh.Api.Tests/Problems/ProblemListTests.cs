using Mesh.Api.Problems;

namespace Mesh.Api.Tests.Problems;

public sealed class ProblemListTests
{
    [Fact]
    public void An_error_after_a_thousand_warnings_is_kept()
    {
        var list = new ProblemList();
        for (var i = 0; i < 5000; i++)
            list.Add(Of(ProblemSeverity.Warning, 1));
        list.Add(Of(ProblemSeverity.Error, 2));
        list.Add(Of(ProblemSeverity.Error, 3));
        var ordered = list.Ordered();
        Assert.Equal(1001, ordered.Length);
        Assert.Equal(ProblemSeverity.Error, ordered[^1].Severity);
    }

    [Fact]
    public void What_users_wrote_is_quoted_on_one_line_of_bounded_length()
    {
        var list = new ProblemList();
        list.Add(Of(ProblemSeverity.Error, 1) with { Message = "a\r\n\u001b[31mb" + new string('x', 1000) });
        var text = list.Ordered()[0].ToString();
        Assert.DoesNotContain(text, char.IsControl);
        Assert.InRange(text.Length, 400, 500);
    }

    [Fact]
    public void Problems_are_ordered_by_file_and_line()
    {
        var list = new ProblemList();
        list.Add(Of(ProblemSeverity.Error, 9));
        list.Add(Of(ProblemSeverity.Error, 1) with { File = "b" });
        list.Add(Of(ProblemSeverity.Warning, 2));
        Assert.Equal(["a:2", "a:9", "b:1"], list.Ordered().Select(problem => $"{problem.File}:{problem.Line}"));
    }

    [Theory]
    [InlineData("f", 3, "K a/b", "spec", "f:3: error: K a/b: spec: m; r")]
    [InlineData("f", 0, "", "", "f: error: m; r")]
    [InlineData("", 0, "", "spec", "error: spec: m; r")]
    public void Problems_read_as_one_line(string file, int line, string resource, string field, string expected) =>
        Assert.Equal(expected, new Problem(ProblemSeverity.Error, file, line, resource, field, "m", "r").ToString());

    private static Problem Of(ProblemSeverity severity, int line) => new(severity, "a", line, "", "", "m", "r");
}
