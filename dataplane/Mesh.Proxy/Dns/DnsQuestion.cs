namespace Mesh.Proxy.Dns;

/// <summary>Record types the proxy answers itself. RFC 1035, RFC 3596.</summary>
internal enum DnsType : ushort
{
    /// <summary>IPv4 address.</summary>
    A = 1,

    /// <summary>IPv6 address.</summary>
    Aaaa = 28,

    /// <summary>All types.</summary>
    Any = 255,
}

/// <summary>Response codes. RFC 1035 section 4.1.1.</summary>
internal enum DnsResponseCode
{
    /// <summary>No error.</summary>
    NoError = 0,

    /// <summary>The query could not be read.</summary>
    FormatError = 1,

    /// <summary>The answer could not be found out.</summary>
    ServerFailure = 2,

    /// <summary>The name does not exist.</summary>
    NameError = 3,

    /// <summary>The kind of query is not supported.</summary>
    NotImplemented = 4,
}

/// <summary>The one question of a query.</summary>
/// <param name="Id">The query's id.</param>
/// <param name="Name">Lower case, labels joined by dots, no final dot; empty for the root.</param>
/// <param name="Type">Record type asked for.</param>
/// <param name="End">Offset of the first byte after the question.</param>
internal readonly record struct DnsQuestion(ushort Id, string Name, DnsType Type, int End);
