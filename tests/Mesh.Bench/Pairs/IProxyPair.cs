using System.Net;
using Mesh.Bench.Measuring;

namespace Mesh.Bench.Pairs;

/// <summary>A way from a client host to the applications on a server host, through two proxies or none.</summary>
internal interface IProxyPair : IAsyncDisposable
{
    /// <summary>Its name in the results.</summary>
    string Name { get; }

    /// <summary>Its two hosts.</summary>
    PairHosts Hosts { get; }

    /// <summary>The proxies, outbound first; none for direct.</summary>
    IReadOnlyList<ProcessTree> Hops { get; }

    /// <summary>Where the client host finds the HTTP application.</summary>
    IPEndPoint Http { get; }

    /// <summary>The <c>Host</c> header to send.</summary>
    string HttpHost { get; }

    /// <summary>Where the client host finds the application that sends without end.</summary>
    IPEndPoint Bulk { get; }

    /// <summary>Where the client host finds the application that returns a byte.</summary>
    IPEndPoint Echo { get; }

    /// <summary>Where the client host finds the gRPC application; null when the pair does not carry HTTP/2 on all legs.</summary>
    IPEndPoint? Grpc { get; }

    /// <summary>An address of the HTTP application that no one called before, with the <c>Host</c> header to send.</summary>
    Task<(IPEndPoint Address, string Host)> NextFirstAsync();

    /// <summary>Starts the proxies; returns once they serve.</summary>
    Task StartAsync();

    /// <summary>Ends both proxies and starts them again; returns once they serve.</summary>
    Task RestartAsync();
}
