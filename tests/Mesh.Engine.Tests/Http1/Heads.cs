using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Http1;

namespace Mesh.Engine.Tests.Http1;

/// <summary>Parses heads given as text and prints the result as text, so that tables stay readable.</summary>
internal static class Heads
{
    internal static readonly HeadLimits Limits = new(16 * 1024, 60 * 1024, 100);

    internal static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    internal static string Request(string head) => Request(Bytes(head), Limits);

    internal static string Request(byte[] head, HeadLimits limits)
    {
        using var block = new HeaderBlock();
        var error = RequestHeadParser.Parse(head, in limits, "http"u8, block, out var framing);
        return error == MessageError.None ? Print(block, framing) : error.ToString();
    }

    internal static string Response(string head, RequestKind request = RequestKind.Ordinary, string protocol = "") =>
        Response(Bytes(head), request, protocol);

    internal static string Response(byte[] head, RequestKind request, string protocol)
    {
        using var block = new HeaderBlock();
        var error = ResponseHeadParser.Parse(head, in Limits, request, Bytes(protocol), block, out var framing);
        return error == MessageError.None ? Print(block, framing) : error.ToString();
    }

    internal static string Print(HeaderBlock block, MessageFraming framing) =>
        $"{Print(block)} -> {framing.Kind}{(framing.Kind == BodyKind.Length ? $" {framing.Length}" : "")}{(framing.Persistent ? "" : " close")}";

    internal static string Print(HeaderBlock block)
    {
        var text = new StringBuilder();
        if (block.Status > 0)
            text.Append(block.Status);
        else
            text.Append($"{Text(block.Method)} {Text(block.Scheme)} {Text(block.Authority)} {Text(block.Path)}");
        text.Append(block.Version == HttpVersion.Http10 ? " 1.0" : "");
        if (!block.Protocol.IsEmpty)
            text.Append($" ({Text(block.Protocol)})");
        for (var i = 0; i < block.Count; i++)
            text.Append($"|{Text(block.NameAt(i))}={Text(block.ValueAt(i))}");
        return text.ToString();
    }

    internal static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
