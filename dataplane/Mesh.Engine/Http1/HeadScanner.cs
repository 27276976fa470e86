namespace Mesh.Engine.Http1;

/// <summary>Result of <see cref="HeadScanner.Feed"/>.</summary>
internal enum HeadScan
{
    /// <summary>The end was not seen yet.</summary>
    Incomplete,

    /// <summary>The head ends at <see cref="HeadScanner.Scanned"/>.</summary>
    Complete,

    /// <summary>A CR without LF or an LF without CR: it will never be a valid head.</summary>
    Malformed,
}

/// <summary>
/// Finds the empty line that ends a head, in pieces of any size, looking at each byte once. Malformed line ends are seen at once,
/// so that a peer that uses them is told instead of waited for.
/// </summary>
internal struct HeadScanner
{
    private bool _afterCr;
    private bool _atLineStart;

    /// <summary>Creates a scanner.</summary>
    /// <param name="atLineStart">Whether an empty line may come first, as in trailers.</param>
    internal HeadScanner(bool atLineStart) => _atLineStart = atLineStart;

    /// <summary>Bytes seen so far; after <see cref="HeadScan.Complete"/> the head's length.</summary>
    internal int Scanned { get; private set; }

    /// <summary>Whether the first line's end was seen.</summary>
    internal bool FirstLineEnded { get; private set; }

    /// <summary>Looks at the next bytes.</summary>
    internal HeadScan Feed(ReadOnlySpan<byte> run)
    {
        if (Scanned == 0 && !_atLineStart)
        {
            // Nearly always the whole head is there; its line ends are then checked by the parser.
            var end = run.IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                Scanned = end + 4;
                FirstLineEnded = true;
                return HeadScan.Complete;
            }
        }
        return FeedLines(run);
    }

    private HeadScan FeedLines(ReadOnlySpan<byte> run)
    {
        var position = 0;
        while (position < run.Length)
        {
            if (_afterCr)
            {
                if (run[position++] != '\n')
                    return HeadScan.Malformed;
                _afterCr = false;
                FirstLineEnded = true;
                if (_atLineStart)
                {
                    Scanned += position;
                    return HeadScan.Complete;
                }
                _atLineStart = true;
                continue;
            }
            var length = run[position..].IndexOfAny((byte)'\r', (byte)'\n');
            if (length != 0)
                _atLineStart = false;
            if (length < 0)
                break;
            position += length;
            if (run[position++] == '\n')
                return HeadScan.Malformed;
            _afterCr = true;
        }
        Scanned += run.Length;
        return HeadScan.Incomplete;
    }
}
