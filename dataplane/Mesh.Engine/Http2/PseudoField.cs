using Mesh.Engine.Http;

namespace Mesh.Engine.Http2;

/// <summary>Pseudo-header fields, RFC 9113 §8.3 and RFC 8441 §4.</summary>
[Flags]
internal enum PseudoFields
{
    None = 0,
    Method = 0x1,
    Scheme = 0x2,
    Authority = 0x4,
    Path = 0x8,
    Protocol = 0x10,
    Status = 0x20,
    Request = Method | Scheme | Authority | Path,
    ExtendedRequest = Request | Protocol,
}

/// <summary>Recognises and checks single pseudo-header fields.</summary>
internal static class PseudoField
{
    /// <summary>The field named <paramref name="name"/>; <see cref="PseudoFields.None"/> when there is no such.</summary>
    internal static PseudoFields Classify(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 when name.SequenceEqual(":path"u8) => PseudoFields.Path,
        7 when name.SequenceEqual(":method"u8) => PseudoFields.Method,
        7 when name.SequenceEqual(":scheme"u8) => PseudoFields.Scheme,
        7 when name.SequenceEqual(":status"u8) => PseudoFields.Status,
        9 when name.SequenceEqual(":protocol"u8) => PseudoFields.Protocol,
        10 when name.SequenceEqual(":authority"u8) => PseudoFields.Authority,
        _ => PseudoFields.None,
    };

    /// <summary>Stores a valid value; false when it is not valid.</summary>
    internal static bool TryStore(PseudoFields field, ReadOnlySpan<byte> value, HeaderBlock block)
    {
        switch (field)
        {
            case PseudoFields.Method:
                block.Method = value;
                return FieldSyntax.IsToken(value);
            case PseudoFields.Scheme:
                block.Scheme = value;
                return value.SequenceEqual("http"u8) || value.SequenceEqual("https"u8);
            case PseudoFields.Authority:
                block.Authority = value;
                return AuthoritySyntax.IsValid(value);
            case PseudoFields.Path:
                block.Path = value;
                return TargetSyntax.IsPath(value) || value.SequenceEqual("*"u8);
            case PseudoFields.Protocol:
                block.Protocol = value;
                return ProtocolSyntax.IsValid(value);
            default:
                return TryStoreStatus(value, block);
        }
    }

    private static bool TryStoreStatus(ReadOnlySpan<byte> value, HeaderBlock block)
    {
        if (value.Length != 3 || value.ContainsAnyExceptInRange((byte)'0', (byte)'9') || value[0] == '0')
            return false;
        block.Status = ((value[0] - '0') * 100) + ((value[1] - '0') * 10) + (value[2] - '0');
        // RFC 9113 §8.6: there is no upgrade in HTTP/2.
        return block.Status != 101;
    }
}

/// <summary>Which pseudo-header fields a request needs, RFC 9113 §8.3.1 and §8.5, RFC 8441 §4.</summary>
internal static class RequestRules
{
    internal static bool IsComplete(HeaderBlock head, PseudoFields present)
    {
        var isConnect = head.Method.SequenceEqual("CONNECT"u8);
        if ((present & PseudoFields.Protocol) != 0)
            return isConnect && present == PseudoFields.ExtendedRequest && head.Path[0] == '/';
        if (isConnect)
            return present == (PseudoFields.Method | PseudoFields.Authority);
        return (present | PseudoFields.Authority) == PseudoFields.Request
            && (head.Path[0] == '/' || head.Method.SequenceEqual("OPTIONS"u8));
    }
}
