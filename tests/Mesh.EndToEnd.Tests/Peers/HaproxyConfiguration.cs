namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>What every HAProxy of the tests needs.</summary>
internal static class HaproxyConfiguration
{
    /// <summary>A configuration of HTTP proxies with timeouts that no test meets.</summary>
    internal static string Of(string proxies) => $$"""
        global
            maxconn 2000
            tune.bufsize 65536
        defaults
            mode http
            timeout connect 20s
            timeout client 60s
            timeout server 60s
            timeout http-keep-alive 60s
        {{proxies}}

        """;
}
