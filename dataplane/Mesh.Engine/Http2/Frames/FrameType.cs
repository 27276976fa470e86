namespace Mesh.Engine.Http2.Frames;

/// <summary>Frame types, RFC 9113 §6.</summary>
internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    RstStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}

/// <summary>Flags of a frame; what a bit means depends on the type.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>DATA and HEADERS: nothing follows on the stream.</summary>
    EndStream = 0x1,

    /// <summary>SETTINGS and PING: this is the acknowledgement.</summary>
    Ack = EndStream,

    /// <summary>HEADERS and CONTINUATION: the field block is complete.</summary>
    EndHeaders = 0x4,

    /// <summary>DATA and HEADERS: a length of padding comes first.</summary>
    Padded = 0x8,

    /// <summary>HEADERS: priority information comes before the block.</summary>
    Priority = 0x20,
}
