using System.Buffers.Binary;

namespace Mesh.Engine.Http2.Frames;

/// <content>Complete frames, by type: RFC 9113 §6.</content>
internal sealed partial class FrameReader
{
    private void Dispatch(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Headers:
                ReadHeaders(header, payload);
                break;
            case FrameType.Continuation:
                ReadContinuation(header, payload);
                break;
            case FrameType.Priority:
                ReadPriority(header, payload);
                break;
            case FrameType.RstStream:
                if (OnStream(header, "RST_STREAM on stream 0"u8) && HasSize(payload, 4, "RST_STREAM must have 4 bytes"u8))
                    _handler.OnRstStream(header.StreamId, (Http2ErrorCode)BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
            case FrameType.Settings:
                ReadSettings(header, payload);
                break;
            case FrameType.PushPromise:
                Fail(Http2ErrorCode.ProtocolError, "PUSH_PROMISE although push is disabled"u8);
                break;
            case FrameType.Ping:
                if (OnConnection(header, "PING on a stream"u8) && HasSize(payload, 8, "PING must have 8 bytes"u8))
                    _handler.OnPing(BinaryPrimitives.ReadUInt64BigEndian(payload), header.Has(FrameFlags.Ack));
                break;
            case FrameType.GoAway:
                ReadGoAway(header, payload);
                break;
            case FrameType.WindowUpdate:
                if (HasSize(payload, 4, "WINDOW_UPDATE must have 4 bytes"u8))
                    _handler.OnWindowUpdate(header.StreamId, ReadInt31(payload));
                break;
            default:
                _handler.OnIgnored(header.Type);
                break;
        }
    }

    private void ReadHeaders(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!OnStream(header, "HEADERS on stream 0"u8))
            return;
        var padding = 0;
        if (header.Has(FrameFlags.Padded))
        {
            if (payload.IsEmpty)
            {
                Fail(Http2ErrorCode.FrameSizeError, "padded HEADERS without a pad length"u8);
                return;
            }
            padding = payload[0];
            payload = payload[1..];
        }
        var prefix = header.Has(FrameFlags.Priority) ? 5 : 0;
        if (payload.Length < prefix)
        {
            Fail(Http2ErrorCode.FrameSizeError, "HEADERS without its priority fields"u8);
            return;
        }
        if (padding > payload.Length - prefix)
        {
            Fail(Http2ErrorCode.ProtocolError, "padding longer than the frame"u8);
            return;
        }
        payload = payload[prefix..^padding];
        if (header.Has(FrameFlags.EndHeaders))
            _handler.OnHeaders(header.StreamId, payload, header.Has(FrameFlags.EndStream));
        else
            _block.Begin(header.StreamId, payload, header.Has(FrameFlags.EndStream));
    }

    private void ReadContinuation(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!_block.IsOpen)
            Fail(Http2ErrorCode.ProtocolError, "CONTINUATION without HEADERS"u8);
        else if (!_block.TryAppend(payload))
            Fail(Http2ErrorCode.EnhanceYourCalm, "field block too large"u8);
        else if (header.Has(FrameFlags.EndHeaders))
        {
            _block.End();
            _handler.OnHeaders(_block.StreamId, _block.Bytes, _block.EndStream);
            _block.Clear();
        }
    }

    private void ReadPriority(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!OnStream(header, "PRIORITY on stream 0"u8))
            return;
        if (payload.Length == 5)
            _handler.OnIgnored(header.Type);
        else
            _handler.OnStreamError(header.StreamId, Http2ErrorCode.FrameSizeError);
    }

    private void ReadSettings(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!OnConnection(header, "SETTINGS on a stream"u8))
            return;
        if (header.Has(FrameFlags.Ack))
        {
            if (HasSize(payload, 0, "a SETTINGS acknowledgement must be empty"u8))
                _handler.OnSettingsAck();
        }
        else if (payload.Length % 6 == 0)
            _handler.OnSettings(payload);
        else
            Fail(Http2ErrorCode.FrameSizeError, "SETTINGS must be a multiple of 6 bytes"u8);
    }

    private void ReadGoAway(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!OnConnection(header, "GOAWAY on a stream"u8))
            return;
        if (payload.Length < 8)
            Fail(Http2ErrorCode.FrameSizeError, "GOAWAY must have at least 8 bytes"u8);
        else
            _handler.OnGoAway(ReadInt31(payload), (Http2ErrorCode)BinaryPrimitives.ReadInt32BigEndian(payload[4..]), payload[8..]);
    }

    private bool OnStream(FrameHeader header, ReadOnlySpan<byte> reason) =>
        header.StreamId != 0 || Fail(Http2ErrorCode.ProtocolError, reason);

    private bool OnConnection(FrameHeader header, ReadOnlySpan<byte> reason) =>
        header.StreamId == 0 || Fail(Http2ErrorCode.ProtocolError, reason);

    private bool HasSize(ReadOnlySpan<byte> payload, int size, ReadOnlySpan<byte> reason) =>
        payload.Length == size || Fail(Http2ErrorCode.FrameSizeError, reason);
}
