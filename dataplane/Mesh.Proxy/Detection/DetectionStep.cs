namespace Mesh.Proxy.Detection;

/// <summary>What to do with a connection whose protocol is being found out.</summary>
internal enum DetectionStep
{
    /// <summary>Nothing yet.</summary>
    Wait,

    /// <summary>Connect to the server, and let who speaks first decide.</summary>
    OpenAhead,

    /// <summary>Leave it to the HTTP/1 codec.</summary>
    Http1,

    /// <summary>Leave it to the HTTP/2 codec.</summary>
    Http2,

    /// <summary>Relay its bytes.</summary>
    Tcp,

    /// <summary>Relay its bytes where its server name says.</summary>
    ServerName,

    /// <summary>End it: what came cannot be what the port is for, or nothing came.</summary>
    Refuse,
}
