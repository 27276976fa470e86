using Mesh.Engine.Http;
using Mesh.Engine.Sockets;

namespace Mesh.Engine.Http1;

/// <content>Between exchanges: waiting for the next request's head.</content>
public sealed partial class Http1ServerConnection
{
    private bool StepHead(out bool needsInput)
    {
        needsInput = false;
        // A client that sends requests but reads no responses has to wait.
        if (Connection.Output.Length > Connection.HighWatermark)
            return false;
        if (!Connection.Input.IsEmpty)
            return SkipsEmptyLine() || ReadHead(out needsInput);
        needsInput = true;
        if (!_draining && !Connection.InputEnded)
            return false;
        CloseNow();
        return true;
    }

    private bool ReadHead(out bool needsInput)
    {
        needsInput = true;
        var limits = Options.Limits;
        if (_reader.TryRead(Connection.Input, in limits, out var head, out var error))
        {
            error = RequestHeadParser.Parse(head, in limits, Connection.Tls is null ? "http"u8 : "https"u8, Stream.Head, out var framing);
            if (error == MessageError.None)
            {
                Connection.Input.Consume(head.Length);
                Begin(in framing);
                return true;
            }
        }
        else if (error == MessageError.None && !MayBegin(Connection.Input.First[0]))
            error = MessageError.Method;
        if (error != MessageError.None)
            Refuse(error);
        else if (Connection.InputEnded)
            CloseNow();
        else
            SetDeadline(Options.HeaderTimeout);
        return _phase != Phase.Head;
    }

    // Whoever speaks another protocol (a TLS hello) is told at once instead of waited for.
    private bool MayBegin(byte first) => FieldSyntax.TokenBytes.Contains(first) || (first == '\r' && !_emptyLineSkipped);

    // RFC 9112 §2.2: one empty line before a request is ignored, old clients send it after a body.
    private bool SkipsEmptyLine()
    {
        Span<byte> start = stackalloc byte[2];
        if (_emptyLineSkipped || Connection.Input.Peek(start) < 2 || !FieldLine.StartsWithCrlf(start))
            return false;
        _emptyLineSkipped = true;
        Connection.Input.Consume(2);
        _reader = new HeadReader(trailers: false);
        return true;
    }

    private void Begin(in MessageFraming framing)
    {
        ClearDeadline();
        _phase = Phase.Exchange;
        _request.Begin(Stream.Head, in framing);
        Stream.Receiver.Begin(in framing);
        Stream.Begin(Stream.Head.Version, null);
        Stream.Handler = _server.OnStream(Stream);
        Stream.DeliverHead(endStream: framing.Kind == BodyKind.None);
    }
}
