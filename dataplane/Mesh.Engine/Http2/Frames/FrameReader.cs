using System.Buffers.Binary;
using Mesh.Engine.Buffers;

namespace Mesh.Engine.Http2.Frames;

/// <summary>
/// Takes frames from a queue and checks everything that can be checked without knowing streams: sizes, stream 0, padding, that a
/// field block is not interrupted. DATA is passed on as it arrives; other frames when they are complete.
/// </summary>
internal sealed partial class FrameReader
{
    private readonly IFrameHandler _handler;
    private readonly FieldBlock _block;
    private FrameHeader _data;
    private int _dataLeft;
    private int _paddingLeft;
    private bool _inData;
    private bool _isFirst = true;
    private bool _failed;

    /// <summary>Creates a reader.</summary>
    /// <param name="handler">Receives the frames.</param>
    /// <param name="buffers">For blocks that come in several frames.</param>
    /// <param name="maxBlockBytes">The largest field block in encoded bytes; a larger one is a connection error.</param>
    internal FrameReader(IFrameHandler handler, BufferPool buffers, int maxBlockBytes)
    {
        _handler = handler;
        _block = new FieldBlock(buffers, maxBlockBytes);
    }

    /// <summary>Frames read to their end; those of a field block count when the block is complete.</summary>
    internal long Completed { get; private set; }

    /// <summary>Whether more has to come before the handler hears of what is in <paramref name="input"/> or of a field block.</summary>
    internal bool IsInside(ByteQueue input) => _block.IsOpen || (!_inData && !input.IsEmpty);

    /// <summary>Reads until the queue has no complete frame or the handler stops.</summary>
    internal void Read(ByteQueue input)
    {
        while (!_failed && _handler.IsReading && (_inData ? ReadData(input) : ReadFrame(input)))
        {
        }
    }

    /// <summary>Gives buffers back; nothing may be read any more.</summary>
    internal void Close()
    {
        _failed = true;
        _block.Clear();
    }

    private bool ReadFrame(ByteQueue input)
    {
        if (!FrameHeader.TryPeek(input, out var header))
            return false;
        if (header.Length > FrameHeader.MaxPayload)
            return Fail(Http2ErrorCode.FrameSizeError, "frame larger than SETTINGS_MAX_FRAME_SIZE"u8);
        // RFC 9113 §3.4.
        if (_isFirst && (header.Type != FrameType.Settings || header.Has(FrameFlags.Ack)))
            return Fail(Http2ErrorCode.ProtocolError, "the first frame must be SETTINGS"u8);
        _isFirst = false;
        if (_block.IsOpen && (header.Type != FrameType.Continuation || header.StreamId != _block.StreamId))
            return Fail(Http2ErrorCode.ProtocolError, "a field block was interrupted"u8);
        if (header.Type == FrameType.Data)
            return BeginData(input, header);
        var size = FrameHeader.Size + header.Length;
        if (!input.TryMakeContiguous(size))
            return false;
        Dispatch(header, input.First[FrameHeader.Size..size]);
        // A handler that ended the connection took the input with it.
        if (input.Length >= size)
            input.Consume(size);
        if (!_block.IsOpen)
            Completed++;
        return !_failed;
    }

    private bool BeginData(ByteQueue input, FrameHeader header)
    {
        var prefix = header.Has(FrameFlags.Padded) ? 1 : 0;
        if (header.StreamId == 0)
            return Fail(Http2ErrorCode.ProtocolError, "DATA on stream 0"u8);
        if (header.Length < prefix)
            return Fail(Http2ErrorCode.FrameSizeError, "padded DATA without a pad length"u8);
        if (!input.TryMakeContiguous(FrameHeader.Size + prefix))
            return false;
        var padding = prefix == 0 ? 0 : input.First[FrameHeader.Size];
        if (padding + prefix > header.Length)
            return Fail(Http2ErrorCode.ProtocolError, "padding longer than the frame"u8);
        input.Consume(FrameHeader.Size + prefix);
        _data = header;
        _dataLeft = header.Length - prefix - padding;
        _paddingLeft = padding;
        _inData = true;
        Completed++;
        if (_dataLeft == 0)
            DeliverData(default);
        return true;
    }

    private bool ReadData(ByteQueue input)
    {
        if (_dataLeft > 0)
        {
            if (input.IsEmpty)
                return false;
            var part = input.First[..Math.Min(input.First.Length, _dataLeft)];
            _dataLeft -= part.Length;
            DeliverData(part);
            if (input.Length >= part.Length)
                input.Consume(part.Length);
            return true;
        }
        var skipped = Math.Min(_paddingLeft, input.Length);
        input.Consume(skipped);
        _paddingLeft -= skipped;
        _inData = _paddingLeft > 0;
        return !_inData;
    }

    private void DeliverData(ReadOnlySpan<byte> part)
    {
        var isLast = _dataLeft == 0;
        var padding = isLast && _data.Has(FrameFlags.Padded) ? _paddingLeft + 1 : 0;
        _handler.OnData(_data.StreamId, part, padding, isLast && _data.Has(FrameFlags.EndStream));
    }

    private bool Fail(Http2ErrorCode code, ReadOnlySpan<byte> reason)
    {
        _failed = true;
        _handler.OnConnectionError(code, reason);
        return false;
    }

    private static int ReadInt31(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) & int.MaxValue;
}
