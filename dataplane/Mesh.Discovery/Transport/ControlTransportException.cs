namespace Mesh.Discovery.Transport;

/// <summary>A call to a control-side service failed.</summary>
public sealed class ControlTransportException : Exception
{
    /// <summary>Creates a failure without details.</summary>
    public ControlTransportException()
    {
    }

    /// <summary>Creates a failure of unknown status.</summary>
    public ControlTransportException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="ControlTransportException(string)"/>
    public ControlTransportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates a failure.</summary>
    public ControlTransportException(ControlStatus status, string message, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    /// <summary>The gRPC status.</summary>
    public ControlStatus Status { get; } = ControlStatus.Unknown;

    /// <summary>Why whoever answered is not the server that was meant, in words; null when that is not what failed. Nothing was shown to it.</summary>
    public string? PeerRefusal { get; init; }
}
