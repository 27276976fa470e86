namespace Mesh.Proxy.Tcp;

/// <summary>Owns a connection for which an upstream is opened before it is known whether it will be used.</summary>
internal interface IAheadOwner
{
    /// <summary>The server sent first: it is a TCP connection. The owner calls <see cref="TcpExchange.Join"/> before it returns.</summary>
    void OnServerSpoke();

    /// <summary>No upstream could be had, or it broke before anybody spoke.</summary>
    void OnAheadFailed();
}
