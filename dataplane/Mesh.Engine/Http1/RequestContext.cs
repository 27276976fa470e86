using System.Text;
using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>What a connection has to know about the current request until its response is complete.</summary>
internal sealed class RequestContext
{
    private readonly byte[] _protocol = new byte[ProtocolSyntax.MaxLength];
    private int _protocolLength;
    private bool _expectsContinue;

    /// <summary>What kind of request it is.</summary>
    internal RequestKind Kind { get; private set; }

    /// <summary>The protocol of an upgrade, in lower case; else empty.</summary>
    internal ReadOnlySpan<byte> Protocol => _protocol.AsSpan(0, _protocolLength);

    /// <summary>Whether the connection may carry another exchange after this one.</summary>
    internal bool Persistent { get; set; }

    /// <summary>Whether 100 (Continue) was sent.</summary>
    internal bool Continued { get; set; }

    /// <summary>Takes note of a request; <paramref name="head"/> may be changed afterwards.</summary>
    internal void Begin(HeaderBlock head, in MessageFraming framing)
    {
        Kind = KindOf(head);
        head.Protocol.CopyTo(_protocol);
        _protocolLength = head.Protocol.Length;
        Persistent = framing.Persistent;
        Continued = false;
        _expectsContinue = framing.Kind is BodyKind.Length or BodyKind.Chunked
            && head.TryGet("expect"u8, out var expect) && Ascii.EqualsIgnoreCase(expect, "100-continue"u8);
    }

    /// <summary>Server: whether a final response with this head is the connection's last.</summary>
    internal bool ClosesWith(HeaderBlock head, BodyReceiver body)
    {
        if (!Persistent)
            return true;
        // Bytes that a client sent in the belief that the tunnel would open must not become requests.
        if (Kind == RequestKind.Connect)
            return head.Status is < 200 or >= 300;
        // Whether the body still comes is the client's choice (RFC 9110 §10.1.1): its first bytes could be a request's.
        return _expectsContinue && !Continued && !body.Started;
    }

    private static RequestKind KindOf(HeaderBlock head)
    {
        if (!head.Protocol.IsEmpty)
            return RequestKind.Upgrade;
        if (head.Method.SequenceEqual("HEAD"u8))
            return RequestKind.Head;
        return head.Method.SequenceEqual("CONNECT"u8) ? RequestKind.Connect : RequestKind.Ordinary;
    }
}
