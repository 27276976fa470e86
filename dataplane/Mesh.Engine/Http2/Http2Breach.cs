namespace Mesh.Engine.Http2;

/// <summary>Why a connection was closed with an error, or a stream was refused or reset, by this side and by the peer's fault.</summary>
public enum Http2Breach
{
    /// <summary>The connection broke RFC 9113 in a way that is none of the following.</summary>
    Protocol,

    /// <summary>A request or response was malformed, RFC 9113 §8.1.1, or a stream broke the protocol alone.</summary>
    Malformed,

    /// <summary>A head or trailers larger than <see cref="Http2Options.MaxHeaderListSize"/>, decoded, or of more than <see cref="Http2Options.MaxFields"/>.</summary>
    HeadTooLarge,

    /// <summary>More streams than <see cref="Http2Options.MaxConcurrentStreams"/>.</summary>
    StreamLimit,

    /// <summary>Too many streams that the client reset (CVE-2023-44487).</summary>
    RapidReset,

    /// <summary>Too many streams that the client made this side reset (CVE-2025-8671).</summary>
    InducedReset,

    /// <summary>A field block in too many or too large CONTINUATION frames.</summary>
    ContinuationFlood,

    /// <summary>Too many SETTINGS.</summary>
    SettingsFlood,

    /// <summary>Too many PING.</summary>
    PingFlood,

    /// <summary>Too many PRIORITY.</summary>
    PriorityFlood,

    /// <summary>Too many DATA without data.</summary>
    EmptyDataFlood,

    /// <summary>Too many WINDOW_UPDATE for what was sent.</summary>
    WindowUpdateFlood,

    /// <summary>Too many frames of other kinds that ask for nothing.</summary>
    OtherFlood,

    /// <summary>Too many DATA frames of a few bytes each, because the peer gives no more credit.</summary>
    TinyWindow,

    /// <summary>A peer that takes nothing for <see cref="Http2Options.StallTimeout"/> although much waits for it.</summary>
    StalledReader,

    /// <summary>A frame or field block that is not complete after <see cref="Http2Options.FrameTimeout"/>.</summary>
    FrameTimeout,

    /// <summary>No SETTINGS within <see cref="Http2Options.PrefaceTimeout"/>.</summary>
    SettingsTimeout,

    /// <summary>No sign of life within <see cref="Http2Options.KeepAliveTimeout"/> of a PING.</summary>
    KeepAliveTimeout,
}
