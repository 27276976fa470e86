namespace Mesh.Proxy.Telemetry;

/// <summary>A TCP connection in progress.</summary>
internal interface IOpenConnection
{
    /// <summary>Adds what it carried since the last call to its row. On its loop.</summary>
    void Report(TopRecorder top);
}
