namespace Mesh.Engine.Http;

/// <summary>Walks the elements of a comma-separated field value, RFC 9110 §5.6.1; empty elements are skipped.</summary>
internal ref struct FieldList
{
    private ReadOnlySpan<byte> _rest;

    internal FieldList(ReadOnlySpan<byte> value) => _rest = value;

    /// <summary>Takes the next element, without white space around it. Quoted strings are not known: meant for lists of tokens.</summary>
    internal bool TryNext(out ReadOnlySpan<byte> element)
    {
        while (!_rest.IsEmpty)
        {
            var comma = _rest.IndexOf((byte)',');
            element = FieldSyntax.Trim(comma < 0 ? _rest : _rest[..comma]);
            _rest = comma < 0 ? default : _rest[(comma + 1)..];
            if (!element.IsEmpty)
                return true;
        }
        element = default;
        return false;
    }
}
