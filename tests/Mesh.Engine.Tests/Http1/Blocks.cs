using Mesh.Engine.Http;

namespace Mesh.Engine.Tests.Http1;

/// <summary>Makes blocks from short texts: <c>GET http a /path name=value</c>, <c>200 name=value</c>; a dash stands for nothing.</summary>
internal static class Blocks
{
    internal static HeaderBlock Request(string text)
    {
        var words = text.Split(' ');
        var block = new HeaderBlock
        {
            Method = Word(words[0]),
            Scheme = Word(words[1]),
            Authority = Word(words[2]),
            Path = Word(words[3]),
        };
        AddFields(block, words[4..]);
        return block;
    }

    internal static HeaderBlock Response(string text)
    {
        var words = text.Split(' ');
        var block = new HeaderBlock { Status = int.Parse(words[0]) };
        AddFields(block, words[1..]);
        return block;
    }

    private static byte[] Word(string word) => word == "-" ? [] : Heads.Bytes(word);

    private static void AddFields(HeaderBlock block, string[] fields)
    {
        foreach (var field in fields)
        {
            var (name, value) = (field[..field.IndexOf('=')], field[(field.IndexOf('=') + 1)..]);
            if (name == "protocol")
                block.Protocol = Heads.Bytes(value);
            else if (name == "version")
                block.Version = HttpVersion.Http2;
            else
                block.Add(Heads.Bytes(name), Heads.Bytes(value));
        }
    }
}
