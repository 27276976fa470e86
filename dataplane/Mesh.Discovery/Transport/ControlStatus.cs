namespace Mesh.Discovery.Transport;

/// <summary>gRPC status codes that the proxy tells apart; values as on the wire.</summary>
public enum ControlStatus
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>The call was given up.</summary>
    Cancelled = 1,

    /// <summary>Anything else.</summary>
    Unknown = 2,

    /// <summary>The request is malformed.</summary>
    InvalidArgument = 3,

    /// <summary>No answer in time.</summary>
    DeadlineExceeded = 4,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>Too many or too large.</summary>
    ResourceExhausted = 8,

    /// <summary>The service broke.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached, or does not serve now.</summary>
    Unavailable = 14,

    /// <summary>The caller could not be authenticated.</summary>
    Unauthenticated = 16,
}
