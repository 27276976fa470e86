namespace Mesh.Engine.Http1;

/// <summary>How a server answers a <see cref="MessageError"/>.</summary>
internal static class MessageErrorText
{
    /// <summary>The response's status code.</summary>
    internal static int Status(MessageError error) => error switch
    {
        MessageError.TargetTooLong => 414,
        MessageError.TooManyFields or MessageError.HeadTooLarge => 431,
        MessageError.Version => 505,
        MessageError.Late => 408,
        MessageError.Inexpressible => 502,
        _ => 400,
    };

    /// <summary>One line for the response's body and for logs.</summary>
    internal static ReadOnlySpan<byte> Text(MessageError error) => error switch
    {
        MessageError.RequestLine => "malformed request line"u8,
        MessageError.Method => "invalid method"u8,
        MessageError.Target => "invalid request target"u8,
        MessageError.TargetTooLong => "request line too long"u8,
        MessageError.Version => "only HTTP/1.0 and HTTP/1.1 are understood here"u8,
        MessageError.StatusLine => "malformed status line"u8,
        MessageError.LineEnding => "a line does not end in CRLF"u8,
        MessageError.FieldName => "invalid field name, folded line or white space before a colon"u8,
        MessageError.FieldValue => "invalid character in a field value"u8,
        MessageError.TooManyFields => "too many fields"u8,
        MessageError.HeadTooLarge => "head too large"u8,
        MessageError.Host => "Host is missing, duplicate or invalid"u8,
        MessageError.HostMismatch => "Host differs from the request target"u8,
        MessageError.ContentLength => "invalid Content-Length"u8,
        MessageError.LengthConflict => "more than one length for the body"u8,
        MessageError.TransferEncoding => "Transfer-Encoding must be exactly chunked, in HTTP/1.1 only"u8,
        MessageError.ConnectionField => "invalid Connection field"u8,
        MessageError.Upgrade => "unexpected switch of protocols"u8,
        MessageError.ChunkSize => "invalid chunk size"u8,
        MessageError.ChunkExtension => "invalid or too long chunk extension"u8,
        MessageError.ChunkEnd => "chunk data is not followed by CRLF"u8,
        MessageError.Late => "the request did not arrive in time"u8,
        MessageError.Incomplete => "the request ended early"u8,
        MessageError.Inexpressible => "the response cannot be expressed in HTTP/1.1"u8,
        _ => "malformed message"u8,
    };
}
