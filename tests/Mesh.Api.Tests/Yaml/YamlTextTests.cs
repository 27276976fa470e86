using FsCheck;
using FsCheck.Fluent;
using Mesh.Api.Yaml;

namespace Mesh.Api.Tests.Yaml;

public sealed class YamlTextTests
{
    private const string Sample = """
        # comment
        apiVersion: v1
        kind: Service
        metadata: {name: catalog, labels: {"a/b": 'c'}}
        spec:
          ports:
          - port: 80
            name: |
              text
          - {port: 0x51, on: yes}
        ---
        [1, 2.5e3, ~, true, "x\u0041\n", >-
          folded
         ]
        """;

    private const string Alphabet = "{}[],:-?&*!|>'\"%@`# \n\t\r\0abc01\\~<.\u2028\uFEFF\uD800é";

    [Fact]
    public void Mutated_text_never_throws_and_lines_stay_inside()
    {
        var edits = Gen.Choose(0, Sample.Length - 1).Zip(Gen.Elements(Alphabet.ToCharArray())).Zip(Gen.Choose(0, 2)).ArrayOf();
        Prop.ForAll(edits.ToArbitrary(), changes =>
        {
            var text = Sample;
            foreach (var ((at, letter), how) in changes)
                text = Mutate(text, at, letter, how);
            var read = YamlText.Read(text);
            var lines = text.Split('\n').Length + text.Split('\r').Length + 20;
            return read.Errors.All(error => error.Line >= 1 && error.Line <= lines && error.Message.Length < 300);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(40));
    }

    private static string Mutate(string text, int at, char letter, int how)
    {
        var index = Math.Min(at, text.Length);
        return how switch
        {
            0 => text.Insert(index, letter.ToString()),
            1 when index < text.Length => text.Remove(index, 1),
            _ => string.Concat(text.AsSpan(0, index), letter.ToString(), text.AsSpan(Math.Min(index + 1, text.Length))),
        };
    }
}
