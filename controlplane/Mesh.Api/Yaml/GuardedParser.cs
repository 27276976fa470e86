using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Api.Yaml;

/// <summary>The library's parser with one kind of failure: on some broken texts it throws other exceptions than its own.</summary>
internal sealed class GuardedParser(string text) : IParser
{
    private readonly Parser _parser = new(new StringReader(text));
    private Mark _last = Mark.Empty;

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        try
        {
            var moved = _parser.MoveNext();
            _last = _parser.Current?.End ?? _last;
            return moved;
        }
        catch (Exception error) when (error is not (YamlException or OutOfMemoryException))
        {
            throw new YamlException(_last, _last, "The text after this place is not understood", error);
        }
    }
}
