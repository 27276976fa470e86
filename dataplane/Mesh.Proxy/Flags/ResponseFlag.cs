namespace Mesh.Proxy.Flags;

/// <summary>Why a proxy answered itself or an exchange ended early; in metrics, logs and <c>x-mesh-error</c>.</summary>
internal enum ResponseFlag
{
    /// <summary>Nothing went wrong here.</summary>
    None,

    /// <summary>No route matched.</summary>
    NoRoute,

    /// <summary>The service has no endpoint.</summary>
    NoEndpoint,

    /// <summary>The control plane did not say what the address is.</summary>
    NoDestination,

    /// <summary>The connection to the endpoint failed.</summary>
    ConnectFailure,

    /// <summary>The endpoint's identity is not one it may have.</summary>
    PeerIdentity,

    /// <summary>The endpoint broke the connection or the stream.</summary>
    UpstreamReset,

    /// <summary>The endpoint did not answer in time.</summary>
    Timeout,

    /// <summary>The caller went away.</summary>
    DownstreamClosed,

    /// <summary>The tunnelled request asked for an address or port that is not this workload's.</summary>
    RefusedTarget,

    /// <summary>Plaintext where only mTLS is allowed.</summary>
    MtlsRequired,

    /// <summary>A change of policy took back what had let it in.</summary>
    Revoked,

    /// <summary>The route answers by itself.</summary>
    DirectResponse,

    /// <summary>The request has passed too many proxies: it goes round in circles.</summary>
    Loop,

    /// <summary>The proxy is near its memory limit.</summary>
    Overload,
}

/// <summary>Texts of <see cref="ResponseFlag"/>.</summary>
internal static class ResponseFlags
{
    /// <summary>Short code, as in docs/tunnel.md.</summary>
    internal static string Code(this ResponseFlag flag) => flag switch
    {
        ResponseFlag.NoRoute => "NR",
        ResponseFlag.NoEndpoint => "UH",
        ResponseFlag.NoDestination => "ND",
        ResponseFlag.ConnectFailure => "UF",
        ResponseFlag.PeerIdentity => "UPI",
        ResponseFlag.UpstreamReset => "UR",
        ResponseFlag.Timeout => "UT",
        ResponseFlag.DownstreamClosed => "DC",
        ResponseFlag.RefusedTarget => "RAT",
        ResponseFlag.MtlsRequired => "MTLS",
        ResponseFlag.Revoked => "RVK",
        ResponseFlag.DirectResponse => "DR",
        ResponseFlag.Loop => "LOOP",
        ResponseFlag.Overload => "OL",
        _ => "-",
    };

    /// <summary>What the caller reads next to the code.</summary>
    internal static string Hint(this ResponseFlag flag) => flag switch
    {
        ResponseFlag.NoRoute => "no route matches this request",
        ResponseFlag.NoEndpoint => "the service has no endpoint",
        ResponseFlag.NoDestination => "the control plane does not know this address or is away",
        ResponseFlag.ConnectFailure => "the connection to the endpoint failed",
        ResponseFlag.PeerIdentity => "the endpoint presented another identity than the expected one",
        ResponseFlag.UpstreamReset => "the endpoint broke the exchange",
        ResponseFlag.Timeout => "the endpoint did not answer in time",
        ResponseFlag.RefusedTarget => "this workload does not accept connections for that address",
        ResponseFlag.MtlsRequired => "this workload accepts mutual TLS only",
        ResponseFlag.Revoked => "this workload no longer accepts it",
        ResponseFlag.DirectResponse => "answered by the route",
        ResponseFlag.Loop => "the request went through too many proxies, in circles",
        ResponseFlag.Overload => "the proxy is near its memory limit",
        _ => "",
    };
}
