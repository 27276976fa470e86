using System.Text;
using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>
/// Reads a head's field lines into a block and keeps aside what frames the message. Fields about one connection only
/// never enter the block; those that Connection names leave it again.
/// </summary>
internal ref struct HeadFields
{
    private int _contentLengths;
    private int _transferEncodings;
    private bool _trailersAccepted;

    /// <summary>Number of Host fields.</summary>
    internal int Hosts { get; private set; }

    /// <summary>Value of the last Host field.</summary>
    internal ReadOnlySpan<byte> Host { get; private set; }

    /// <summary>Number of Upgrade fields.</summary>
    internal int Upgrades { get; private set; }

    /// <summary>Value of the last Upgrade field.</summary>
    internal ReadOnlySpan<byte> Upgrade { get; private set; }

    /// <summary>Whether the body is chunked.</summary>
    internal readonly bool Chunked => _transferEncodings > 0;

    /// <summary>The body's length; -1 when not given.</summary>
    internal long ContentLength { get; private set; }

    /// <summary>What Connection asks for.</summary>
    internal ConnectionOptions Connection { get; private set; }

    /// <summary>Parses <paramref name="section"/>: field lines and the empty line after them. <see cref="HeaderBlock.Version"/> is set before.</summary>
    internal MessageError Read(ReadOnlySpan<byte> section, int maxFields, HeaderBlock block)
    {
        ContentLength = -1;
        var lines = 0;
        while (!FieldLine.StartsWithCrlf(section))
        {
            var error = FieldLine.Take(ref section, out var name, out var value);
            if (error == MessageError.None)
                error = ++lines > maxFields ? MessageError.TooManyFields : Accept(name, value, block);
            if (error != MessageError.None)
                return error;
        }
        if (section.Length != 2)
            return MessageError.FieldName;
        return Finish(block);
    }

    private MessageError Accept(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, HeaderBlock block)
    {
        switch (KnownFields.Classify(name))
        {
            case KnownField.Host:
                Hosts++;
                Host = value;
                return MessageError.None;
            case KnownField.ContentLength:
                return AcceptLength(value, block);
            case KnownField.TransferEncoding:
                return ++_transferEncodings == 1 && Ascii.EqualsIgnoreCase(value, "chunked"u8) && block.Version == HttpVersion.Http11
                    ? MessageError.None
                    : MessageError.TransferEncoding;
            case KnownField.Upgrade:
                Upgrades++;
                Upgrade = value;
                return MessageError.None;
            case KnownField.Te:
                _trailersAccepted |= ConnectionField.Lists(value, "trailers"u8);
                return MessageError.None;
            case KnownField.Hop:
                return MessageError.None;
            default:
                block.AddCheckedLowering(name, value);
                return MessageError.None;
        }
    }

    private MessageError AcceptLength(ReadOnlySpan<byte> value, HeaderBlock block)
    {
        if (++_contentLengths > 1)
            return MessageError.LengthConflict;
        if (!Http.ContentLength.TryParse(value, out var length))
            return MessageError.ContentLength;
        ContentLength = length;
        // A reader that takes a leading zero for octal must not see it.
        var zeros = value.IndexOfAnyExcept((byte)'0');
        block.AddChecked("content-length"u8, length == 0 ? "0"u8 : value[zeros..]);
        return MessageError.None;
    }

    private MessageError Finish(HeaderBlock block)
    {
        if (Chunked && _contentLengths > 0)
            return MessageError.LengthConflict;
        if (!ConnectionField.TryStrip(block, out var options))
            return MessageError.ConnectionField;
        Connection = options;
        if (_trailersAccepted)
            block.Add("te"u8, "trailers"u8);
        return MessageError.None;
    }
}
