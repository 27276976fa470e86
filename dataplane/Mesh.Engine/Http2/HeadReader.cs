using Mesh.Engine.Http;
using Mesh.Engine.Http2.Hpack;

namespace Mesh.Engine.Http2;

/// <summary>
/// Makes a head or trailers of the field lines of a block and decides whether they are well-formed, RFC 9113 §8. Reads the block to its
/// end whatever it finds, because the connection's table depends on it.
/// </summary>
internal sealed class HeadReader : IFieldSink
{
    private const int FieldOverhead = 32;

    private readonly int _maxListSize;
    private readonly int _maxFields;
    private readonly bool _allowsProtocol;
    private readonly CookieCrumbs _cookies = new();
    private HeaderBlock _block = null!;
    private HeadKind _kind;
    private PseudoFields _pseudo;
    private long _size;
    private bool _isMalformed;
    private bool _fieldsBegan;
    private bool _hasHost;

    /// <summary>Creates a reader.</summary>
    /// <param name="maxListSize">The largest field section, RFC 9113 §6.5.2.</param>
    /// <param name="maxFields">Most fields beside pseudo-header fields.</param>
    /// <param name="allowsProtocol">Whether requests may have <c>:protocol</c>, RFC 8441.</param>
    internal HeadReader(int maxListSize, int maxFields, bool allowsProtocol)
    {
        _maxListSize = maxListSize;
        _maxFields = maxFields;
        _allowsProtocol = allowsProtocol;
    }

    /// <summary>The value of Content-Length; -1 when there is none.</summary>
    internal long ContentLength { get; private set; }

    /// <summary>Begins a block, whose fields are put into <paramref name="target"/>; none is needed for one that is discarded.</summary>
    internal void Begin(HeadKind kind, HeaderBlock? target)
    {
        _kind = target is null ? HeadKind.Discarded : kind;
        _block = target ?? _block;
        if (target is not null)
        {
            target.Clear();
            target.Version = HttpVersion.Http2;
        }
        _pseudo = PseudoFields.None;
        _size = 0;
        ContentLength = -1;
        _isMalformed = _fieldsBegan = _hasHost = false;
    }

    /// <inheritdoc/>
    public bool OnField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool neverIndexed, bool isChecked)
    {
        _size += name.Length + value.Length + FieldOverhead;
        if (_isMalformed || _size > _maxListSize || _kind == HeadKind.Discarded)
            return false;
        if (name.StartsWith((byte)':'))
        {
            _isMalformed = _fieldsBegan || !TryTakePseudo(name, value);
            return false;
        }
        _fieldsBegan = true;
        var isWellFormed = isChecked || (FieldSyntax.IsLowerName(name) && FieldSyntax.IsValue(value));
        _isMalformed = !isWellFormed || ConnectionFields.Forbids(name, value) || !TryTakeField(name, value, neverIndexed);
        return isWellFormed;
    }

    /// <summary>Ends the block.</summary>
    internal HeadVerdict Finish()
    {
        if (!_cookies.IsEmpty)
            _block.Add("cookie"u8, _cookies.Value, neverIndexed: true);
        _cookies.Clear();
        if (_kind == HeadKind.Discarded)
            return HeadVerdict.Valid;
        if (_size > _maxListSize || _block.Count > _maxFields)
            return HeadVerdict.TooLarge;
        if (_isMalformed)
            return HeadVerdict.Malformed;
        var isComplete = _kind switch
        {
            HeadKind.Request => RequestRules.IsComplete(_block, _pseudo) && TryTakeHost() && TryEndConnect(),
            HeadKind.Response => _pseudo == PseudoFields.Status,
            _ => true,
        };
        return isComplete ? HeadVerdict.Valid : HeadVerdict.Malformed;
    }

    private bool TryTakePseudo(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var field = PseudoField.Classify(name);
        var expected = _kind switch
        {
            HeadKind.Request when _allowsProtocol => PseudoFields.ExtendedRequest,
            HeadKind.Request => PseudoFields.Request,
            HeadKind.Response => PseudoFields.Status,
            _ => PseudoFields.None,
        };
        if ((field & expected) == 0 || (field & _pseudo) != 0)
            return false;
        _pseudo |= field;
        return PseudoField.TryStore(field, value, _block);
    }

    private bool TryTakeField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool neverIndexed)
    {
        if (_kind == HeadKind.Request && name.SequenceEqual("cookie"u8))
        {
            _cookies.Add(value);
            return true;
        }
        if (_kind != HeadKind.Trailers && name.SequenceEqual("content-length"u8))
            return TryTakeLength(value);
        if (_kind == HeadKind.Request && name.SequenceEqual("host"u8))
        {
            if (_hasHost)
                return false;
            _hasHost = true;
        }
        _block.AddChecked(name, value, neverIndexed);
        return true;
    }

    private bool TryTakeLength(ReadOnlySpan<byte> value)
    {
        if (ContentLength >= 0 || !Http.ContentLength.TryParse(value, out var length))
            return false;
        ContentLength = length;
        // A reader that takes a leading zero for octal must not see it.
        _block.AddChecked("content-length"u8, length == 0 ? "0"u8 : value[value.IndexOfAnyExcept((byte)'0')..]);
        return true;
    }

    // RFC 9113 §8.3.1: Host may stand for :authority but not contradict it.
    private bool TryTakeHost()
    {
        if (!_hasHost)
            return true;
        _block.TryGet("host"u8, out var host);
        if (_block.Authority.IsEmpty && AuthoritySyntax.IsValid(host))
            _block.Authority = host;
        var agrees = _block.Authority.SequenceEqual(host);
        _block.Remove("host"u8);
        return agrees;
    }

    // RFC 9110 §9.3.6: a CONNECT request has no content.
    private bool TryEndConnect()
    {
        if (ContentLength < 0 || !_block.Method.SequenceEqual("CONNECT"u8))
            return true;
        var isEmpty = ContentLength == 0;
        ContentLength = -1;
        _block.Remove("content-length"u8);
        return isEmpty;
    }
}
