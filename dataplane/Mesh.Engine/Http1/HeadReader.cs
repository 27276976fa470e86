using Mesh.Engine.Buffers;

namespace Mesh.Engine.Http1;

/// <summary>Waits for a complete head, or trailer section, at the front of a queue; bounded by the limits.</summary>
internal struct HeadReader
{
    private HeadScanner _scanner;

    /// <summary>Prepares for the next head.</summary>
    /// <param name="trailers">Whether it is a trailer section, which may be empty.</param>
    internal HeadReader(bool trailers) => _scanner = new HeadScanner(trailers);

    /// <summary>Looks at what came since the last call.</summary>
    /// <param name="input">The received bytes.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="head">The complete head, contiguous; a part of <paramref name="input"/>.</param>
    /// <param name="error">Set when it will never be valid. Without an error and a head more bytes are needed.</param>
    internal bool TryRead(ByteQueue input, in HeadLimits limits, out ReadOnlySpan<byte> head, out MessageError error)
    {
        head = default;
        error = MessageError.None;
        var result = HeadScan.Incomplete;
        while (result == HeadScan.Incomplete && _scanner.Scanned < input.Length && _scanner.Scanned <= limits.HeadBytes)
            result = _scanner.Feed(input.RunAt(_scanner.Scanned));
        if (result == HeadScan.Malformed)
            error = MessageError.LineEnding;
        else if (!_scanner.FirstLineEnded && _scanner.Scanned > limits.StartLineBytes + 1)
            error = MessageError.TargetTooLong;
        else if (_scanner.Scanned > limits.HeadBytes)
            error = MessageError.HeadTooLarge;
        if (error != MessageError.None || result == HeadScan.Incomplete)
            return false;
        input.TryMakeContiguous(_scanner.Scanned);
        head = input.First[.._scanner.Scanned];
        return true;
    }
}
