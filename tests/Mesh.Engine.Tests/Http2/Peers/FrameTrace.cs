using System.Buffers.Binary;
using System.Text;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Http2.Hpack;
using Mesh.Engine.Tests.Http2.Hpack;

namespace Mesh.Engine.Tests.Http2.Peers;

/// <summary>Writes frames down as text, so that tests stay readable; understands field blocks, so it sees a connection from its beginning.</summary>
internal sealed class FrameTrace
{
    private readonly HpackDecoder _decoder = new();
    private byte[] _rest = [];

    /// <summary>The frames in <paramref name="bytes"/>, one text each.</summary>
    internal List<string> Read(ReadOnlySpan<byte> bytes)
    {
        _rest = [.. _rest, .. bytes];
        var frames = new List<string>();
        if (_rest.AsSpan().StartsWith(FrameWriter.Preface))
        {
            frames.Add("PREFACE");
            _rest = _rest[FrameWriter.Preface.Length..];
        }
        while (_rest.Length >= FrameHeader.Size && FrameHeader.Parse(_rest) is var header && _rest.Length >= FrameHeader.Size + header.Length)
        {
            frames.Add(Print(header, _rest.AsSpan(FrameHeader.Size, header.Length)));
            _rest = _rest[(FrameHeader.Size + header.Length)..];
        }
        return frames;
    }

    private string Print(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        var text = new StringBuilder($"{header.Type}");
        if (header.StreamId != 0)
            text.Append($" {header.StreamId}");
        text.Append(PrintPayload(header, payload));
        if (header.Type is FrameType.Data or FrameType.Headers && header.Has(FrameFlags.EndStream))
            text.Append('.');
        return text.ToString();
    }

    private string PrintPayload(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Data:
                return payload.Length > 40 ? $" <{payload.Length}>" : $" {Encoding.Latin1.GetString(payload)}".TrimEnd();
            case FrameType.Headers when header.Has(FrameFlags.EndHeaders):
                var (valid, fields) = TextSink.Decode(_decoder, payload);
                Assert.True(valid);
                return " " + string.Join('|', fields);
            case FrameType.Headers or FrameType.Continuation:
                return $" part <{payload.Length}>";
            case FrameType.RstStream:
                return $" {(Http2ErrorCode)Int(payload)}";
            case FrameType.Settings:
                return header.Has(FrameFlags.Ack) ? " ack" : PrintSettings(payload);
            case FrameType.Ping:
                return $"{(header.Has(FrameFlags.Ack) ? " ack" : "")} {BinaryPrimitives.ReadUInt64BigEndian(payload):x}";
            case FrameType.GoAway:
                return $" {Int(payload)} {(Http2ErrorCode)Int(payload[4..])} {Encoding.ASCII.GetString(payload[8..])}".TrimEnd();
            case FrameType.WindowUpdate:
                return $" +{Int(payload)}";
            default:
                return $" <{payload.Length}>";
        }
    }

    private static string PrintSettings(ReadOnlySpan<byte> payload)
    {
        var text = new StringBuilder();
        for (; !payload.IsEmpty; payload = payload[6..])
            text.Append($" {(SettingId)BinaryPrimitives.ReadUInt16BigEndian(payload)}={Int(payload[2..])}");
        return text.ToString();
    }

    private static int Int(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);
}
