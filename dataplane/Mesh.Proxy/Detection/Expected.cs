namespace Mesh.Proxy.Detection;

/// <summary>What a connection may turn out to be.</summary>
internal enum Expected
{
    /// <summary>Not known yet: bytes wait.</summary>
    Undecided,

    /// <summary>HTTP/1 or HTTP/2, nothing else.</summary>
    Http,

    /// <summary>Bytes, whatever they are.</summary>
    Tcp,

    /// <summary>HTTP when it starts like HTTP, else bytes.</summary>
    Either,

    /// <summary>TLS whose server name says where it goes, nothing else.</summary>
    Tls,
}
