namespace Mesh.Engine.Http1;

/// <summary>What is wrong with a message, so that it is refused.</summary>
public enum MessageError
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The request line is not <c>method SP target SP version</c>, RFC 9112 §3.</summary>
    RequestLine,

    /// <summary>The method is not a token, RFC 9110 §9.1.</summary>
    Method,

    /// <summary>The request target has no valid form for this method, RFC 9112 §3.2.</summary>
    Target,

    /// <summary>The request line is longer than the limit.</summary>
    TargetTooLong,

    /// <summary>A version other than HTTP/1.0 and HTTP/1.1, RFC 9112 §2.3.</summary>
    Version,

    /// <summary>The status line is not <c>version SP status SP reason</c>, RFC 9112 §4.</summary>
    StatusLine,

    /// <summary>A CR without LF or an LF without CR, RFC 9112 §2.2.</summary>
    LineEnding,

    /// <summary>A field name is not a token followed by a colon, or the line is folded, RFC 9112 §5.</summary>
    FieldName,

    /// <summary>A field value has a control character, RFC 9110 §5.5.</summary>
    FieldValue,

    /// <summary>More fields than the limit.</summary>
    TooManyFields,

    /// <summary>The head is larger than the limit.</summary>
    HeadTooLarge,

    /// <summary>Host is missing, given twice or invalid, RFC 9112 §3.2.</summary>
    Host,

    /// <summary>Host differs from the target's authority, RFC 9112 §3.2.2.</summary>
    HostMismatch,

    /// <summary>Content-Length is not a number, RFC 9110 §8.6.</summary>
    ContentLength,

    /// <summary>Content-Length is given twice, beside Transfer-Encoding, or where there is no body, RFC 9112 §6.3.</summary>
    LengthConflict,

    /// <summary>Transfer-Encoding is not exactly <c>chunked</c>, or comes with HTTP/1.0, RFC 9112 §6.1.</summary>
    TransferEncoding,

    /// <summary>Connection is not a list of tokens, or names a field that frames the message, RFC 9110 §7.6.1.</summary>
    ConnectionField,

    /// <summary>A 101 response that was not asked for, or to another protocol, RFC 9110 §7.8.</summary>
    Upgrade,

    /// <summary>A chunk's size is not 1 to 16 hexadecimal digits or too large, RFC 9112 §7.1.</summary>
    ChunkSize,

    /// <summary>Chunk extensions are malformed or longer than the limit, RFC 9112 §7.1.1.</summary>
    ChunkExtension,

    /// <summary>A chunk's data is not followed by CRLF, RFC 9112 §7.1.</summary>
    ChunkEnd,

    /// <summary>The head, or the trailer section, did not arrive in time.</summary>
    Late,

    /// <summary>The connection ended inside the message, RFC 9112 §8.</summary>
    Incomplete,

    /// <summary>More interim responses than the limit.</summary>
    TooManyInterims,

    /// <summary>A response, or bytes of one, without a request, RFC 9112 §9.2.</summary>
    Unsolicited,

    /// <summary>A response that came from another version and has no form in HTTP/1.1.</summary>
    Inexpressible,
}
