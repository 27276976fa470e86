namespace Mesh.Proxy.Admission;

/// <summary>Why a connection was reset as soon as it was accepted.</summary>
internal enum ConnectionRefusal
{
    /// <summary>The listener has as many as it may.</summary>
    Listener,

    /// <summary>All listeners together have as many as they may.</summary>
    Process,

    /// <summary>Its address has as many as it may.</summary>
    Source,

    /// <summary>Too many in too short a time.</summary>
    Rate,

    /// <summary>There is no descriptor for it.</summary>
    Descriptors,
}
