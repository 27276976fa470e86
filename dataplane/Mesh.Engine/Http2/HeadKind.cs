namespace Mesh.Engine.Http2;

/// <summary>What a field block is.</summary>
internal enum HeadKind
{
    Request,
    Response,
    Trailers,

    /// <summary>Nobody wants it; it is decoded for the sake of the connection's table.</summary>
    Discarded,
}

/// <summary>What became of a received field block.</summary>
internal enum HeadVerdict
{
    Valid,

    /// <summary>RFC 9113 §8.1.1: a stream error.</summary>
    Malformed,

    /// <summary>Larger than this side accepts.</summary>
    TooLarge,
}
